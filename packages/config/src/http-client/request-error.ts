import { CollectorError, isCollectorError } from "@genai-collector/component";
import { shownUrl } from "./redact-url.ts";

/** What ended a request, beside its error. */
export interface RequestEnd {
  readonly url: string;
  /** Another side said it: its path is not shown. */
  readonly isForeign?: boolean | undefined;
  readonly timeoutMs: number;
  /** The sender left, or the client was closed. */
  readonly isAborted: boolean;
  /** The time was up. */
  readonly isLate: boolean;
}

/**
 * Every failure as a `CollectorError` that shows no credential. The error itself is left behind: messages and `cause`
 * chains quote URLs and headers; its code says as much.
 */
export function describeRequestError(error: unknown, end: RequestEnd): CollectorError {
  if (isCollectorError(error)) return error;
  const where = shownUrl(end.url, end.isForeign);
  if (end.isAborted) return retryable("HTTP_ABORTED", `the request to ${where} was given up`);
  if (end.isLate) return retryable("HTTP_TIMEOUT", `cannot reach ${where}: no whole answer within ${end.timeoutMs} ms`);
  if (error instanceof RangeError)
    return retryable("HTTP_BODY_TOO_LARGE", `the answer of ${where} is too large: ${error.message}`);
  const code = codeOf(error);
  if (code !== addressRefused) return retryable("HTTP_UNREACHABLE", `cannot reach ${where}: ${code}`);
  const message = `${where} resolves to an address that may not be reached`;
  return new CollectorError(addressRefused, message, { kind: "misconfigured" });
}

/** What a transport gives an error when the guard refused the address, as its `code`. */
const addressRefused = "HTTP_ADDRESS_REFUSED";

/** Whether the guard kept the request from being sent. */
export function isAddressRefused(error: unknown): boolean {
  return codeOf(error) === addressRefused;
}

/** The system's code (`ECONNREFUSED`, `UND_ERR_SOCKET`), never its message. A few causes deep: libraries wrap. */
function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const code = (at as { readonly code?: unknown }).code;
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
  }
  return "the exchange failed";
}

function retryable(code: string, message: string): CollectorError {
  return new CollectorError(code, message, { kind: "retryable" });
}
