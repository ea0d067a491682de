import { describe, expect, it } from "vitest";
import { ChunkedDecoder } from "./chunked-decoder.ts";
import { ProtocolError } from "./protocol-error.ts";

/** What a decoder makes of pieces: the body, and how many bytes stand behind it; or the status that it refuses with. */
function decode(pieces: readonly string[]): unknown {
  const decoder = new ChunkedDecoder();
  let body = "";
  let behind = 0;
  try {
    for (const piece of pieces) {
      if (decoder.isDone) {
        behind += piece.length;
        continue;
      }
      const bytes = Buffer.from(piece, "latin1");
      body += decoder.decode(bytes, 0).toString("latin1");
      behind += bytes.length - decoder.end;
    }
  } catch (error) {
    return error instanceof ProtocolError ? error.status : error;
  }
  return decoder.isDone ? { body, behind } : { body, isDone: false };
}

describe("a body in chunks", () => {
  it.each<[string, string, unknown]>([
    ["without any", "0\r\n\r\n", { body: "", behind: 0 }],
    ["of one", "3\r\nabc\r\n0\r\n\r\n", { body: "abc", behind: 0 }],
    ["of several", "3\r\nabc\r\n1\r\nd\r\n0A\r\n0123456789\r\n0\r\n\r\n", { body: "abcd0123456789", behind: 0 }],
    ["that contains line breaks", "6\r\n\r\n0\r\n\r\r\n0\r\n\r\n", { body: "\r\n0\r\n\r", behind: 0 }],
    ["with the next request behind it", "1\r\na\r\n0\r\n\r\nGET", { body: "a", behind: 3 }],
    ["with extensions", '1;x;y="z\t\\""\r\na\r\n0;last\r\n\r\n', { body: "a", behind: 0 }],
    ["with trailers", "1\r\na\r\n0\r\nx: y\r\nz: \xff\r\n\r\n", { body: "a", behind: 0 }],
    ["with a last chunk of many zeros", "1\r\na\r\n0000\r\n\r\n", { body: "a", behind: 0 }],
  ])("%s is the same however it is cut", (_what, text, expected) => {
    expect(decode([text])).toEqual(expected);
    expect(decode(text.split(""))).toEqual(expected);
    for (let at = 0; at <= text.length; at++)
      expect(decode([text.slice(0, at), text.slice(at)]), `at ${at}`).toEqual(expected);
  });

  it.each<[string, string, number]>([
    ["without a size", "\r\nabc", 400],
    ["with a size that is no number", "x\r\nabc", 400],
    ["with a size with a prefix", "0x3\r\nabc", 400],
    ["with a negative size", "-1\r\n", 400],
    ["with a space before a size", " 3\r\nabc", 400],
    ["with a space behind a size", "3 \r\nabc", 400],
    ["with a size that overflows", `${"f".repeat(14)}\r\n`, 400],
    ["with a size of endless zeros", `${"0".repeat(14)}\r\n`, 400],
    ["with a LF by itself behind a size", "3\nabc\r\n", 400],
    ["with a CR by itself behind a size", "3\rabc\r\n", 400],
    ["with a LF by itself in an extension", "3;x\nabc\r\n", 400],
    ["with a blank behind an extension", "3;x \r\nabc\r\n", 400],
    ["with an extension without a name", "3;\r\nabc\r\n", 400],
    ["with an extension whose quotes do not end", '3;x="y\r\nabc\r\n', 400],
    ["with an extension in two lines", '3;x="\r\n"\r\nabc\r\n', 400],
    ["with a NUL in an extension", "3;\0\r\nabc\r\n", 400],
    ["of which one is longer than it said", "3\r\nabcd\r\n", 400],
    ["of which one ends with LF alone", "3\r\nabc\n", 400],
    ["with a trailer that is no field", "0\r\nx\r\n\r\n", 400],
    ["with a folded trailer", "0\r\nx: y\r\n z\r\n\r\n", 400],
    ["with a trailer that is a length", "0\r\nContent-Length: 3\r\n\r\n", 400],
    ["with a trailer that closes", "0\r\nconnection: close\r\n\r\n", 400],
    ["with a trailer that is a coding", "0\r\nx: y\r\nTransfer-Encoding: chunked\r\n\r\n", 400],
    ["with a LF by itself in a trailer", "0\r\nx: y\n\r\n", 400],
    ["with a control byte in a trailer", "0\r\nx: \x01\r\n\r\n", 400],
    ["with a CR by itself at the end", "0\r\n\r\r", 400],
    ["with extensions without end", `1;${"x".repeat(17_000)}`, 413],
    ["with small extensions without end", "1;xxxxxxxxxx\r\na\r\n".repeat(2_000), 413],
    ["with trailers without end", `0\r\n${"x: y\r\n".repeat(3_000)}`, 431],
  ])("%s is refused however it is cut", (_what, text, status) => {
    expect(decode([text])).toBe(status);
    expect(decode(text.split(""))).toBe(status);
  });

  it("moves together what came at once, and nothing behind it", () => {
    const bytes = Buffer.from("....2\r\nab\r\n2\r\ncd\r\n0\r\n\r\nGET /");
    const decoder = new ChunkedDecoder();
    const body = decoder.decode(bytes, 4);
    expect(body.toString()).toBe("abcd");
    expect(body.buffer).toBe(bytes.buffer);
    expect(bytes.subarray(decoder.end).toString()).toBe("GET /");
  });
});
