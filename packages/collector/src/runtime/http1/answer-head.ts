import type { ServerResponse } from "@genai-collector/component";
import { isFieldName, isFieldValue } from "./field-lines.ts";
import { httpDate } from "./http-date.ts";
import { statusLine } from "./reason-phrases.ts";

/** What the server says by itself. */
const own: readonly string[] = ["content-length", "connection", "keep-alive", "transfer-encoding"];

/**
 * The head of an answer with a body of `length` bytes, and the empty line behind it. `persistence`: the lines that say
 * what becomes of the connection. Throws where HTTP/1.1 cannot say it.
 */
export function answerHead({ status, headers }: ServerResponse, length: number, persistence: string): string {
  let head = statusLine(status);
  let hasDate = false;
  for (const name in headers) {
    const value = headers[name]!;
    const lower = name.toLowerCase();
    if (own.includes(lower)) continue;
    if (!isFieldName(name) || !isFieldValue(value)) throw new TypeError("a field has a malformed name or value");
    if (lower === "date") hasDate = true;
    head += `${name}: ${value}\r\n`;
  }
  if (hasBody(status)) head += `content-length: ${length}\r\n`;
  if (!hasDate) head += `Date: ${httpDate()}\r\n`;
  return `${head}${persistence}\r\n`;
}

/** These have none, and 204 must not announce one (RFC 9110 §8.6). */
export function hasBody(status: number): boolean {
  return status !== 204 && status !== 304;
}

/** What becomes of a connection that is kept for so long, in whole seconds. */
export function keepAliveLines(timeoutMs: number): string {
  const said = timeoutMs === 0 ? "" : `Keep-Alive: timeout=${Math.floor(timeoutMs / 1_000)}\r\n`;
  return `Connection: keep-alive\r\n${said}`;
}

export const closeLine = "Connection: close\r\n";
