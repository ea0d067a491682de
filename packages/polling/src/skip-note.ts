import type { Instant } from "@genai-collector/component";

/** What a poll said that it passed over. */
export interface SkipNote {
  readonly reason: string;
  readonly items: number | undefined;
  /** The end of the bucket that it belongs to; undefined: to the poll as a whole. */
  readonly at: Instant | undefined;
}
