/** `PDATA_MALFORMED`: bytes that are not what they should be. `PDATA_TOO_DEEP`: values nested beyond the limit. */
export type WireErrorCode = "PDATA_MALFORMED" | "PDATA_TOO_DEEP";

const errorMark = Symbol.for("genai-collector.error/1");

/**
 * Telemetry that does not decode. It carries the mark and the members of a `CollectorError` of kind `malformed`, so that
 * it means the same wherever in a pipeline a lazy payload is found to be broken.
 */
export class WireError extends Error {
  readonly [errorMark] = true;
  readonly code: WireErrorCode;
  readonly kind = "malformed";
  readonly retryAfterMs = undefined;
  readonly rejected: readonly { readonly items: number; readonly reason: string }[] = [];
  /** Bytes from the start of what was read. */
  readonly offset: number;
  /** For example `resource_metrics[0].scope_metrics[2].metrics[1]`; empty where the outermost message is meant. */
  readonly path: string;

  constructor(code: WireErrorCode, problem: string, offset: number, path = "") {
    super(`${problem} at byte ${offset}${path === "" ? "" : ` in ${path}`}`);
    this.name = "WireError";
    this.code = code;
    this.offset = offset;
    this.path = path;
    this.#problem = problem;
  }

  readonly #problem: string;

  /** The same error, placed in what the bytes were a part of. */
  within(offset: number, path: string): WireError {
    return new WireError(this.code, this.#problem, offset + this.offset, path);
  }
}
