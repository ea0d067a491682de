import { ProtocolError } from "./protocol-error.ts";

/** The first line of a request. */
export interface RequestLine {
  readonly method: string;
  /** As it was sent: in origin-form or absolute-form, or `*`. */
  readonly url: string;
  /** HTTP/1.0: no `Host`, no chunks, and connections are kept only where that is asked for. */
  readonly isOld: boolean;
}

/** Method, target and version, one space between them. A target may have bytes of UTF-8 as they are. */
const form = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}) ([\x21-\x7e\x80-\xfe]+) HTTP\/([0-9]\.[0-9])$/;

/** RFC 9112 §3.2.2, with the characters of a host and its port. */
const absoluteForm = /^https?:\/\/[A-Za-z0-9\-._~%!$&'()*+,;=:[\]]+(?:[/?]|$)/i;

/** Reads a request line, without its CRLF (RFC 9112 §3). Throws a ProtocolError. */
export function parseRequestLine(line: string): RequestLine {
  const [, method, url, version] = form.exec(line) ?? [];
  if (method === undefined || url === undefined) throw new ProtocolError(400, "the request line is malformed");
  if (version !== "1.1" && version !== "1.0") throw new ProtocolError(505, "the version is neither 1.1 nor 1.0");
  // What follows would be a tunnel, which nobody here digs.
  if (method === "CONNECT") throw new ProtocolError(501, "CONNECT is for proxies");
  if (url[0] !== "/" && !(url === "*" && method === "OPTIONS") && !absoluteForm.test(url))
    throw new ProtocolError(400, "the target is malformed");
  return { method, url, isOld: version === "1.0" };
}

/**
 * Whether these bytes can be how a request begins. So that who speaks another protocol, and waits for an answer before
 * it ends a line, gets one.
 */
export function canBegin(bytes: Uint8Array, start: number, end: number): boolean {
  const last = Math.min(end, start + 33);
  for (let at = start; at < last; at++) {
    if (bytes[at] === 0x20) return at > start;
    if (!methodByte.test(String.fromCharCode(bytes[at]!))) return false;
  }
  return last < start + 33;
}

const methodByte = /[!#$%&'*+\-.^_`|~0-9A-Za-z]/;
