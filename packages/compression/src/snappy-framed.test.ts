import { describe, expect, it } from "vitest";
import { crc32c } from "./crc32c.ts";
import { packSnappyFramed, unpackSnappyFramed } from "./snappy-framed.ts";
import { packSnappy } from "./snappy.ts";
import { finishAtOnce } from "./work.ts";

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const identifier = latin1("\xff\x06\x00\x00sNaPpY");

function chunk(kind: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  return Buffer.concat([Uint8Array.of(kind, length, length >>> 8, length >>> 16), content]);
}

/** A chunk of data with its checksum, masked as the format says (§3). */
function data(kind: 0 | 1, text: string, change = 0): Uint8Array {
  const content = latin1(text);
  const crc = crc32c(content);
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8 + change) >>> 0;
  const checksum = new Uint8Array(Uint32Array.of(masked).buffer);
  return chunk(kind, Buffer.concat([checksum, kind === 1 ? content : finishAtOnce(packSnappy(content))]));
}

function unpacked(parts: readonly Uint8Array[], limit = 1_000_000): string {
  return Buffer.from(finishAtOnce(unpackSnappyFramed(Buffer.concat(parts), limit))).toString("latin1");
}

describe("snappy stream", () => {
  it.each([
    ["nothing", [identifier], ""],
    ["a compressed chunk", [identifier, data(0, "aaaaaaaaaaaaaaaaaaaaaa")], "aaaaaaaaaaaaaaaaaaaaaa"],
    ["an uncompressed chunk", [identifier, data(1, "foo")], "foo"],
    ["both kinds", [identifier, data(1, "foo"), data(0, "barbarbar")], "foobarbarbar"],
    [
      "padding and reserved chunks to skip",
      [identifier, chunk(0xfe, latin1("pad")), chunk(0x80, identifier), data(1, "x")],
      "x",
    ],
    ["streams one behind the other", [identifier, data(1, "a"), identifier, data(1, "b")], "ab"],
  ])("has %s", (_what, parts, expected) => {
    expect(unpacked(parts)).toBe(expected);
  });

  it.each([
    ["nothing at all", [], "stream identifier"],
    ["no identifier", [data(1, "foo")], "stream identifier"],
    ["a second identifier that is another", [identifier, chunk(0xff, latin1("sNaPpy"))], "wrong stream identifier"],
    ["a wrong checksum", [identifier, data(1, "foo", 1)], "wrong checksum"],
    ["a wrong checksum of a compressed chunk", [identifier, data(0, "foofoofoofoo", 1)], "wrong checksum"],
    ["a reserved chunk that must not be skipped", [identifier, chunk(0x7f, latin1("foo"))], "unknown kind 127"],
    ["a chunk that is cut", [identifier, data(1, "foo").subarray(0, -1)], "ends within a chunk"],
    ["a header that is cut", [identifier, Uint8Array.of(1, 2)], "ends within a chunk's header"],
    ["a chunk without room for a checksum", [identifier, chunk(1, latin1("foo"))], "without a checksum"],
    ["a chunk of more than 64 KiB", [identifier, data(1, "x".repeat(65_537))], "more than 65536 bytes"],
    ["a chunk that claims more than 64 KiB", [identifier, data(0, "x".repeat(65_537))], "more than 65536 bytes"],
  ])("refuses %s", (_what, parts, problem) => {
    expect(() => unpacked(parts)).toThrow(problem);
  });

  it("lets no chunk copy from the one before", () => {
    const second = Buffer.concat([data(1, "").subarray(4), latin1("\x04\x0e\x04\x00")]);
    expect(() => unpacked([identifier, data(1, "abcd"), chunk(0, second)])).toThrow("copies from outside");
  });

  it("keeps bytes that do not shrink as they are, and says so", () => {
    const random = latin1("q8Zx0;Lm2@vB7#kR");
    expect(finishAtOnce(packSnappyFramed(random))[identifier.length]).toBe(1);
  });

  it("reads a body of nothing but tiny chunks in turns, and holds nothing of them", () => {
    const chunks = Buffer.concat([identifier, Buffer.alloc(4_000_000).fill(chunk(0xfe, new Uint8Array()))]);
    const work = unpackSnappyFramed(chunks, 1_000);
    let turns = 0;
    while (work.next().done !== true) turns++;
    expect(turns).toBeGreaterThan(200);
  });
});
