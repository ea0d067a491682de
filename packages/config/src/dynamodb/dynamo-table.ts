import type { Settings } from "@genai-collector/component";
import type { DynamodbConfig } from "./dynamodb-config.ts";

/** An item: attributes of the types S (text) and N (number). Every item has `pk` (S). */
export type DynamoItem = Readonly<Record<string, string | number>>;

/**
 * Items of one table, by `pk`. Rejects with a `CollectorError`: `DYNAMODB_UNAVAILABLE` (retryable), `DYNAMODB_REFUSED`
 * (misconfigured), `DYNAMODB_ABORTED` where the signal fired.
 */
export interface DynamoTable {
  /** Strongly consistent. */
  get(pk: string, signal: AbortSignal): Promise<DynamoItem | undefined>;
  /**
   * Where the stored item's `version` (N) is still `expected`; "absent": there is no item; "unversioned": there is one
   * without a version. Writes `item.version` as it is given.
   */
  put(
    item: DynamoItem,
    expected: number | "absent" | "unversioned",
    signal: AbortSignal,
  ): Promise<"written" | "conflict">;
  /** Where the stored item's `version` is still `expected`; undefined: whatever is there. What is gone is "removed", if any will do. */
  remove(pk: string, expected: number | undefined, signal: AbortSignal): Promise<"removed" | "conflict">;
  /** Gives up what is under way. */
  close(): Promise<void>;
}

/** Opens a table: the real one, or one of a virtual server. Rejects with `DYNAMODB_REFUSED` where it is not configured. */
export type OpenDynamoTable = (
  config: DynamodbConfig,
  settings: Pick<Settings, "runtime" | "logger">,
) => Promise<DynamoTable>;
