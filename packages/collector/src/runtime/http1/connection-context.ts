import type { ServerHandler } from "@genai-collector/component";
import type { ServerLimits } from "../server-limits.ts";
import type { AnswerWriter } from "./answer-writer.ts";

/** What a server's connections share. */
export interface ConnectionContext {
  readonly handle: ServerHandler;
  readonly limits: ServerLimits;
  readonly writer: AnswerWriter;
  /** Whether connections are kept for further requests. */
  readonly keepsAlive: boolean;
}
