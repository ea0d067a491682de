import { fieldMap } from "../field-map.ts";
import { parseFieldLines, trimmed } from "./field-lines.ts";
import { ProtocolError } from "./protocol-error.ts";
import { parseRequestLine } from "./request-line.ts";

/** What stands before a request's body, and what follows from it. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  /** Names in lower case; repeated fields are joined. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes; undefined: it comes in chunks. */
  readonly bodyLength: number | undefined;
  /** The client will use the connection for more. */
  readonly keepsAlive: boolean;
  /** The client sends its body only when it is told to go on (RFC 9110 §10.1.1). */
  readonly awaitsContinue: boolean;
}

/** RFC 3986's characters of a host and its port, as Go's servers take them. */
const hostForm = /^[A-Za-z0-9\-._~%!$&'()*+,;=:[\]]*$/;

/**
 * Reads a head: its lines, each with its CRLF, without the empty one behind them. Throws a ProtocolError for what is
 * malformed, and for whatever two readers could take for different requests (RFC 9112 §11.2).
 */
export function parseHead(text: string): RequestHead {
  const lineEnd = text.indexOf("\r\n");
  const { method, url, isOld } = parseRequestLine(text.slice(0, lineEnd));
  const headers = fieldMap(parseFieldLines(text, lineEnd + 2));
  checkHost(headers["host"], isOld);
  return {
    method,
    url,
    headers,
    bodyLength: bodyLengthOf(headers, isOld),
    keepsAlive: keepsAlive(headers["connection"], isOld),
    awaitsContinue: !isOld && awaitsContinue(headers["expect"]),
  };
}

/** Several are joined with a space between them, which no host has. */
function checkHost(host: string | undefined, isOld: boolean): void {
  if (host === undefined) {
    if (!isOld) throw new ProtocolError(400, "there is no Host");
  } else if (!hostForm.test(host)) throw new ProtocolError(400, "Host is malformed, or there are several");
}

/** RFC 9112 §6.3. */
function bodyLengthOf(headers: Readonly<Record<string, string>>, isOld: boolean): number | undefined {
  const length = headers["content-length"];
  const coding = headers["transfer-encoding"];
  if (coding === undefined) return length === undefined ? 0 : parseLength(length);
  if (length !== undefined) throw new ProtocolError(400, "Content-Length and Transfer-Encoding exclude each other");
  if (isOld) throw new ProtocolError(400, "HTTP/1.0 has no Transfer-Encoding");
  const codings = listOf(coding);
  if (codings.pop() !== "chunked") throw new ProtocolError(400, "the last Transfer-Encoding is not chunked");
  if (codings.length > 0) throw new ProtocolError(501, "a Transfer-Encoding other than chunked is not known");
  return undefined;
}

/** Several, joined, are no number, were they equal. */
function parseLength(text: string): number {
  const length = /^[0-9]+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(length))
    throw new ProtocolError(400, "Content-Length is not a number, or there are several");
  return length;
}

/** RFC 9112 §9.3. */
function keepsAlive(connection: string | undefined, isOld: boolean): boolean {
  if (connection === undefined) return !isOld;
  const options = listOf(connection);
  return !options.includes("close") && (!isOld || options.includes("keep-alive"));
}

/** RFC 9110 §5.6.1. Without a pattern for the blanks: of a long row of them it would try every part. */
function listOf(value: string): string[] {
  return value
    .toLowerCase()
    .split(",")
    .map((item) => trimmed(item, 0, item.length));
}

function awaitsContinue(expect: string | undefined): boolean {
  if (expect === undefined) return false;
  if (expect.toLowerCase() !== "100-continue") throw new ProtocolError(417, "only 100-continue may be expected");
  return true;
}
