import { describe, expect, it } from "vitest";
import { HeadReader } from "./head-reader.ts";
import { ProtocolError } from "./protocol-error.ts";

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const post = (length: number | string): string =>
  `POST /v1/traces HTTP/1.1\r\nHost: h\r\nContent-Length:  ${length}\r\nX-Last: 1\r\n\r\n`;

function refusalOf(pieces: readonly string[]): unknown {
  const reader = new HeadReader();
  try {
    for (const piece of pieces) if (reader.read(latin1(piece), 0) !== undefined) return "understood";
    return "waits";
  } catch (error) {
    return error instanceof ProtocolError ? error.status : error;
  }
}

describe("HeadReader", () => {
  it("finds a head wherever it is cut, and where it ends", () => {
    const text = `\r\n\r\n${post(3)}`;
    for (let at = 0; at <= text.length; at++) {
      const reader = new HeadReader();
      const first = reader.read(latin1(text.slice(0, at)), 0);
      if (at === text.length) expect(first?.bodyLength).toBe(3);
      else {
        expect(first, `at ${at}`).toBeUndefined();
        expect(reader.read(latin1(`${text.slice(at)}abcGET`), 0)?.bodyLength, `at ${at}`).toBe(3);
        expect(reader.end, `at ${at}`).toBe(text.length - at);
        expect(reader.hasBegun).toBe(false);
      }
    }
  });

  it("finds a head that comes byte by byte", () => {
    const reader = new HeadReader();
    const heads = post(3)
      .split("")
      .map((byte) => reader.read(latin1(byte), 0));
    expect(heads.findIndex((head) => head !== undefined)).toBe(heads.length - 1);
    expect(heads.at(-1)).toMatchObject({ method: "POST", url: "/v1/traces", bodyLength: 3 });
  });

  it("knows the same head again", () => {
    const reader = new HeadReader();
    const first = reader.read(latin1(post(3)), 0)!;
    expect(reader.read(latin1(`abc${post(3)}abc`), 3)).toBe(first);
    expect(reader.end).toBe(3 + post(3).length);
  });

  it.each([0, 4, 12, 345_678, 999_999_999_999_999])("knows the same head again with a length of %i", (length) => {
    const reader = new HeadReader();
    const first = reader.read(latin1(post(3)), 0)!;
    const second = reader.read(latin1(post(length)), 0)!;
    expect(second).toEqual({
      ...first,
      bodyLength: length,
      headers: { ...first.headers, "content-length": `${length}` },
    });
    expect(reader.end).toBe(post(length).length);
    expect(first.headers["content-length"]).toBe("3");
    expect(Object.getPrototypeOf(second.headers)).toBe(Object.getPrototypeOf(first.headers));
  });

  it.each([
    ["another path", post(3).replace("traces", "logs")],
    ["another value of the same length", post(3).replace("Last: 1", "Last: 2")],
    ["a field more", post(3).replace("X-Last: 1", "X-Last: 1\r\nX-More: 2")],
    ["no length", post(3).replace(/Content-Length.*\r\n/, "")],
  ])("does not take a head with %s for the same", (_what, text) => {
    const [reader, fresh] = [new HeadReader(), new HeadReader()];
    reader.read(latin1(post(3)), 0);
    expect(reader.read(latin1(text), 0)).toEqual(fresh.read(latin1(text), 0));
  });

  it.each(["", "x", "-1", "3x", "9007199254740993", "1".repeat(400)])(
    "refuses a head that is the same but for a length of %j",
    (length) => {
      const reader = new HeadReader();
      reader.read(latin1(post(3)), 0);
      expect(() => reader.read(latin1(post(length)), 0)).toThrow(ProtocolError);
    },
  );

  it("waits for the rest of a head that began as the one before", () => {
    const text = post(3);
    for (let at = 0; at < text.length; at++) {
      const reader = new HeadReader();
      reader.read(latin1(text), 0);
      expect(reader.read(latin1(text.slice(0, at)), 0), `at ${at}`).toBeUndefined();
      expect(reader.read(latin1(text.slice(at)), 0)?.bodyLength, `at ${at}`).toBe(3);
    }
  });

  it.each<[string, string[], unknown]>([
    ["as large as may be", [`GET / HTTP/1.1\r\nhost: h\r\nx: ${"y".repeat(16_384 - 28)}\r\n\r\n`], "understood"],
    ["a byte larger", [`GET / HTTP/1.1\r\nhost: h\r\nx: ${"y".repeat(16_385 - 28)}\r\n\r\n`], 431],
    ["larger, and without end", [`GET / HTTP/1.1\r\nhost: h\r\nx: ${"y".repeat(20_000)}`], 431],
    ["larger, and in pieces", ["GET / HTTP/1.1\r\nhost: h\r\nx: ", "y".repeat(9_000), "y".repeat(9_000)], 431],
    ["of empty lines without end", Array.from({ length: 20 }, () => "\r\n".repeat(500)), 431],
    ["of half empty lines", ["\r", "\n", "\r", "\nGET / HTTP/1.1\r\nhost: h\r\n\r\n"], "understood"],
    ["that is TLS", ["\x16\x03\x01\x02\x00\x01"], 400],
    ["that has no CR", ["GET / HTTP/1.1\n"], 400],
    ["that has no CR at its end", ["GET / HTTP/1.1\r\nhost: h\r\n\n"], 400],
    ["whose first line is another protocol's", ["EHLO example.com\r\n"], 400],
    ["whose first line is another protocol's, in pieces", ["EH", "LO example.com\r", "\n"], 400],
    ["that is one word without end", ["x".repeat(40)], 400],
  ])("tells at once of a head %s", (_what, pieces, outcome) => {
    expect(refusalOf(pieces)).toBe(outcome);
  });
});
