import { describe, expect, it } from "vitest";
import { ProtocolError } from "./protocol-error.ts";
import { parseHead, type RequestHead } from "./request-head.ts";

const head = (line: string, ...fields: string[]): string => [line, ...fields, ""].join("\r\n");
const get = (...fields: string[]): string => head("GET / HTTP/1.1", "Host: h", ...fields);

function refusalOf(text: string): unknown {
  try {
    return parseHead(text);
  } catch (error) {
    return error instanceof ProtocolError ? error.status : error;
  }
}

describe("a head", () => {
  it.each<[string, string, Partial<RequestHead>]>([
    ["in origin-form", head("GET /a/b?c=d#e HTTP/1.1", "host: h"), { method: "GET", url: "/a/b?c=d#e" }],
    ["in absolute-form", head("GET http://h:1/p HTTP/1.1", "host: h"), { url: "http://h:1/p" }],
    ["in asterisk-form", head("OPTIONS * HTTP/1.1", "host: h"), { method: "OPTIONS", url: "*" }],
    ["with a method of its own", head("M-SEARCH!#$%&'*+.^_`|~9 / HTTP/1.1", "host: h"), {}],
    ["with bytes above ASCII in its target", head("GET /\xc3\xa9 HTTP/1.1", "host: h"), { url: "/\xc3\xa9" }],
    ["with an empty host", head("GET / HTTP/1.1", "host:"), { headers: { host: "" } }],
    [
      "with a host that is an address and a port",
      get().replace(": h", ": [::1]:80"),
      { headers: { host: "[::1]:80" } },
    ],
    ["of HTTP/1.0, which has no host", head("GET / HTTP/1.0"), { headers: {}, keepsAlive: false, bodyLength: 0 }],
    ["of HTTP/1.0 that keeps", head("GET / HTTP/1.0", "connection: Keep-Alive"), { keepsAlive: true }],
    ["that keeps by itself", get(), { keepsAlive: true, bodyLength: 0, awaitsContinue: false }],
    ["that closes", get("Connection: x, Close"), { keepsAlive: false }],
    ["that closes and keeps", get("Connection: keep-alive", "connection: close"), { keepsAlive: false }],
    ["with a length", get("Content-Length: 0042"), { bodyLength: 42 }],
    ["with the largest length", get("content-length: 9007199254740991"), { bodyLength: 9007199254740991 }],
    ["with chunks", get("Transfer-Encoding: Chunked"), { bodyLength: undefined }],
    ["that waits", get("Expect: 100-Continue"), { awaitsContinue: true }],
    ["of HTTP/1.0 that knows no waiting", head("POST / HTTP/1.0", "expect: 100-continue"), { awaitsContinue: false }],
    ["with blanks around a value", get("x: \t a b\t "), { headers: { host: "h", x: "a b" } }],
    ["with an empty value", get("x:", "y: "), { headers: { host: "h", x: "", y: "" } }],
    ["with a value of every allowed byte", get("x: a\t~\x80\xff"), { headers: { host: "h", x: "a\t~\x80\xff" } }],
    [
      "with repeated fields",
      get("x: 1", "X: 2", "cookie: a", "Cookie: b"),
      { headers: { host: "h", x: "1, 2", cookie: "a; b" } },
    ],
    ["with 256 fields", get(...Array.from({ length: 255 }, (_, at) => `x${at}: y`)), {}],
  ])("%s is understood", (_what, text, expected) => {
    const { headers, ...rest } = parseHead(text);
    expect({ ...rest, headers: { ...headers } }).toMatchObject(expected);
  });

  it.each<[string, string, number]>([
    ["no target", head("GET HTTP/1.1", "host: h"), 400],
    ["no version", head("GET /", "host: h"), 400],
    ["two spaces", head("GET  / HTTP/1.1", "host: h"), 400],
    ["a tab between its parts", head("GET\t/ HTTP/1.1", "host: h"), 400],
    ["a space behind its version", head("GET / HTTP/1.1 ", "host: h"), 400],
    ["a space before its method", head(" GET / HTTP/1.1", "host: h"), 400],
    ["a space in its target", head("GET /a b HTTP/1.1", "host: h"), 400],
    ["a control byte in its target", head("GET /\x01 HTTP/1.1", "host: h"), 400],
    ["a method that is no token", head("G@T / HTTP/1.1", "host: h"), 400],
    ["a method longer than any", head(`${"M".repeat(33)} / HTTP/1.1`, "host: h"), 400],
    ["a target that is no URL", head("GET a HTTP/1.1", "host: h"), 400],
    ["an asterisk that is not for OPTIONS", head("GET * HTTP/1.1", "host: h"), 400],
    ["a URL without a host", head("GET http:///p HTTP/1.1", "host: h"), 400],
    ["a URL with a malformed host", head("GET http://a^b/p HTTP/1.1", "host: h"), 400],
    ["a URL of another scheme", head("GET ftp://h/p HTTP/1.1", "host: h"), 400],
    ["a version in lower case", head("GET / http/1.1", "host: h"), 400],
    ["a version of one number", head("GET / HTTP/1", "host: h"), 400],
    ["a version after these", head("GET / HTTP/1.2", "host: h"), 505],
    ["HTTP/2's preface", head("PRI * HTTP/2.0"), 505],
    ["a tunnel", head("CONNECT h:443 HTTP/1.1", "host: h"), 501],
    ["no host", head("GET / HTTP/1.1"), 400],
    ["two hosts", get("host: h"), 400],
    ["two empty hosts", head("GET / HTTP/1.1", "host:", "host:"), 400],
    ["a host that is none", get().replace(": h", ": a/b"), 400],
    ["a user before its host", get().replace(": h", ": a@b"), 400],
    ["a field without a colon", get("x"), 400],
    ["a field without a name", get(": x"), 400],
    ["a space before a colon", get("x : y"), 400],
    ["a space in a name", get("x y: z"), 400],
    ["a name that is no token", get("x(y): z"), 400],
    ["a folded field", get("x: y", " z"), 400],
    ["a field folded with a tab", get("x: y", "\tz"), 400],
    ["a space before its first field", head("GET / HTTP/1.1", " host: h"), 400],
    ["a NUL in a value", get("x: a\0b"), 400],
    ["a control byte in a value", get("x: a\x1fb"), 400],
    ["a DEL in a value", get("x: a\x7fb"), 400],
    ["a CR by itself in a value", get("x: a\rb"), 400],
    ["a LF by itself in a value", get("x: a\nb: c"), 400],
    ["a CR by itself in its first line", head("GET / HTTP/1.1\rhost: h"), 400],
    ["a LF by itself in its first line", head("GET / HTTP/1.1\nhost: h"), 400],
    ["257 fields", get(...Array.from({ length: 256 }, (_, at) => `x${at}: y`)), 431],
    ["another expectation", get("expect: 200-ok"), 417],
  ])("with %s is refused", (_what, text, status) => {
    expect(refusalOf(text)).toBe(status);
  });

  // RFC 9112 §11.2: whatever two readers could take for different requests.
  it.each<[string, string[], number]>([
    ["chunks and a length", ["transfer-encoding: chunked", "content-length: 3"], 400],
    ["a length and chunks", ["content-length: 3", "transfer-encoding: chunked"], 400],
    ["two lengths", ["content-length: 3", "content-length: 4"], 400],
    ["the same length twice", ["content-length: 3", "content-length: 3"], 400],
    ["a list of lengths", ["content-length: 3, 3"], 400],
    ["a length with a sign", ["content-length: +3"], 400],
    ["a negative length", ["content-length: -3"], 400],
    ["a length in hexadecimal", ["content-length: 0x3"], 400],
    ["a length with an exponent", ["content-length: 3e0"], 400],
    ["a length with a blank", ["content-length: 3 3"], 400],
    ["a length with another alphabet's digits", ["content-length: \xb3"], 400],
    ["no length", ["content-length:"], 400],
    ["a length that no number holds", ["content-length: 9007199254740993"], 400],
    ["a length that is endless", [`content-length: 1${"0".repeat(400)}`], 400],
    ["chunks twice", ["transfer-encoding: chunked, chunked"], 501],
    ["chunks in two fields", ["transfer-encoding: chunked", "transfer-encoding: chunked"], 501],
    ["chunks first", ["transfer-encoding: chunked, gzip"], 400],
    ["chunks and no other", ["transfer-encoding: chunked, identity"], 400],
    ["another coding", ["transfer-encoding: gzip"], 400],
    ["another coding in chunks", ["transfer-encoding: gzip, chunked"], 501],
    ["identity", ["transfer-encoding: identity"], 400],
    ["no coding", ["transfer-encoding:"], 400],
    ["something like chunks", ["transfer-encoding: xchunked"], 400],
    ["chunks in quotes", ['transfer-encoding: "chunked"'], 400],
    ["chunks with a parameter", ["transfer-encoding: chunked;x"], 400],
    ["chunks behind a blank that HTTP does not know", ["transfer-encoding: \xa0chunked"], 400],
    ["chunks and another list's blank", ["transfer-encoding: gzip,\xa0chunked"], 400],
    ["chunks behind a vertical tab", ["transfer-encoding: \x0bchunked"], 400],
    ["a space before the colon", ["transfer-encoding : chunked"], 400],
    ["a name in front", ["content-length\0: 3"], 400],
  ])("is refused where its body's end is in doubt: %s", (_what, fields, status) => {
    expect(refusalOf(head("POST / HTTP/1.1", "host: h", ...fields))).toBe(status);
  });

  it("takes no longer for a long row of blanks than for anything else", () => {
    const began = performance.now();
    expect(parseHead(get(`connection: a${" ".repeat(200_000)}b , close`)).keepsAlive).toBe(false);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it("of HTTP/1.0 with chunks is refused", () => {
    expect(refusalOf(head("POST / HTTP/1.0", "transfer-encoding: chunked"))).toBe(400);
  });
});
