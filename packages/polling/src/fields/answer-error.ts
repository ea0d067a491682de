import { CollectorError } from "@genai-collector/component";

/**
 * `POLLING_BAD_JSON`: not the JSON that was expected. `POLLING_JSON_TOO_DEEP`, `POLLING_JSON_TOO_LARGE`: beyond the
 * reader's limits.
 */
export type AnswerErrorCode = "POLLING_BAD_JSON" | "POLLING_JSON_TOO_DEEP" | "POLLING_JSON_TOO_LARGE";

/** An answer that cannot be read. Says where and what was expected, never what stood there: that may be content. */
export class AnswerError extends CollectorError {
  /** Bytes from the start of the answer. */
  readonly offset: number;
  /** A declared path, such as `runs[].extra.metadata`: never a key of the answer. Empty: the outermost value. */
  readonly path: string;
  readonly #problem: string;

  constructor(code: AnswerErrorCode, problem: string, offset: number, path = "") {
    super(code, `${problem} at byte ${offset}${path === "" ? "" : ` in ${path}`}`, { kind: "malformed" });
    this.name = "AnswerError";
    this.offset = offset;
    this.path = path;
    this.#problem = problem;
  }

  /** The same error, placed in what the bytes were a part of. */
  within(offset: number, path: string): AnswerError {
    const inner = path !== "" && this.path !== "" ? `${path}.${this.path}` : path + this.path;
    return new AnswerError(this.code as AnswerErrorCode, this.#problem, offset + this.offset, inner);
  }
}
