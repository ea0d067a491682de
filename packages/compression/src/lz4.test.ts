import { describe, expect, it } from "vitest";
import { packLz4, unpackLz4 } from "./lz4.ts";
import { finishAtOnce } from "./work.ts";
import { xxh32 } from "./xxh32.ts";

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const word = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
const hash = (bytes: Uint8Array): number => xxh32(bytes, 0, bytes.length);
const magic = word(0x184d2204);
const endMark = word(0);

/** Flags as in the format: version 1, and what is added. */
const flags = { independent: 0x20, blockChecksum: 0x10, contentSize: 0x08, contentChecksum: 0x04 } as const;

function header(flag: number, size?: number, maxBlock = 0x40): Uint8Array {
  const sizeBytes = size === undefined ? new Uint8Array() : new Uint8Array(BigUint64Array.of(BigInt(size)).buffer);
  const descriptor = Buffer.concat([Uint8Array.of(0x40 | flag, maxBlock), sizeBytes]);
  return Buffer.concat([magic, descriptor, Uint8Array.of(hash(descriptor) >>> 8)]);
}

const packed = (block: string): Uint8Array => Buffer.concat([word(block.length), latin1(block)]);
const stored = (text: string): Uint8Array => Buffer.concat([word(0x8000_0000 + text.length), latin1(text)]);

function unpacked(parts: readonly Uint8Array[], limit = 1_000_000): string {
  return Buffer.from(finishAtOnce(unpackLz4(Buffer.concat(parts), limit))).toString("latin1");
}

const twice = "\x44abcd\x04\x00\x50vwxyz";

describe("LZ4 frame", () => {
  it.each([
    ["nothing", [header(flags.independent), endMark], ""],
    ["a stored block", [header(flags.independent), stored("foo"), endMark], "foo"],
    ["a packed block", [header(flags.independent), packed(twice), endMark], "abcdabcdabcdvwxyz"],
    ["literals alone", [header(flags.independent), packed("\x30foo"), endMark], "foo"],
    ["long literals", [header(flags.independent), packed(`\xf0\xff\x01${"x".repeat(271)}`), endMark], "x".repeat(271)],
    [
      "a long match",
      [header(flags.independent), packed("\x1fa\x01\x00\xff\x00\x50vwxyz"), endMark],
      `${"a".repeat(275)}vwxyz`,
    ],
    [
      "a match of fifteen more",
      [header(flags.independent), packed("\x1fa\x01\x00\x00\x50vwxyz"), endMark],
      `${"a".repeat(20)}vwxyz`,
    ],
    [
      "linked blocks",
      [header(0), stored("abcdefgh"), packed("\x04\x08\x00\x50vwxyz"), endMark],
      "abcdefghabcdefghvwxyz",
    ],
    ["the content's size", [header(flags.independent | flags.contentSize, 3), stored("foo"), endMark], "foo"],
    [
      "a checksum of the content",
      [header(flags.contentChecksum), stored("foo"), endMark, word(hash(latin1("foo")))],
      "foo",
    ],
    [
      "checksums of blocks",
      [header(flags.blockChecksum), packed(twice), word(hash(latin1(twice))), endMark],
      "abcdabcdabcdvwxyz",
    ],
    ["frames one behind the other", [header(0), stored("a"), endMark, header(0), stored("b"), endMark], "ab"],
    ["frames to skip", [word(0x184d2a5f), word(3), latin1("xyz"), header(0), stored("a"), endMark], "a"],
  ])("has %s", (_what, parts, expected) => {
    expect(unpacked(parts)).toBe(expected);
  });

  it.each([
    ["nothing at all", [], "has no frame"],
    ["another format", [latin1("\x1f\x8b\x08\x00")], "has no frame"],
    ["the legacy format", [word(0x184c2102), packed(twice)], "has no frame"],
    ["bytes behind the frame", [header(0), endMark, latin1("foo")], "ends within a magic number"],
    ["a header that is cut", [header(0).subarray(0, 5)], "ends within a frame's header"],
    ["a magic number alone", [magic], "ends within a frame's header"],
    [
      "a header with a wrong checksum",
      [header(0).map((byte, i) => (i === 6 ? byte ^ 1 : byte)), endMark],
      "header with a wrong checksum",
    ],
    ["another version", [magic, latin1("\x80\x40\x00")], "another version"],
    ["a reserved flag", [header(0x02), endMark], "unknown flag"],
    ["a reserved flag in the other byte", [header(0, undefined, 0x41), endMark], "unknown flag"],
    ["a dictionary", [header(0x01), word(7), endMark], "needs a dictionary"],
    ["an unknown block size", [header(0, undefined, 0x30), endMark], "blocks of an unknown size"],
    ["no end", [header(0), stored("foo")], "ends within a block"],
    ["a block that is cut", [header(0), stored("foo").subarray(0, -1)], "ends within a block"],
    [
      "a larger block than the header says",
      [header(0), stored("x".repeat(65_537)), endMark],
      "larger block than its header says",
    ],
    [
      "a block that unpacks to more than the header says",
      [header(0), packed(`\x1fa\x01\x00${"\xff".repeat(300)}\x00\x50vwxyz`), endMark],
      "larger block than its header says",
    ],
    [
      "a wrong checksum of a block",
      [header(flags.blockChecksum), stored("foo"), word(1), endMark],
      "block with a wrong checksum",
    ],
    [
      "a wrong checksum of the content",
      [header(flags.contentChecksum), stored("foo"), endMark, word(1)],
      "frame with a wrong checksum",
    ],
    ["a missing checksum", [header(flags.contentChecksum), stored("foo"), endMark], "ends within a frame's checksum"],
    [
      "less content than it claims",
      [header(flags.contentSize, 4), stored("foo"), endMark],
      "another size than it claims",
    ],
    [
      "more content than it claims",
      [header(flags.contentSize, 2), stored("foo"), endMark],
      "another size than it claims",
    ],
    ["literals that are cut", [header(0), packed("\x50abc"), endMark], "ends within literals"],
    ["a length that is cut", [header(0), packed("\xf0\xff"), endMark], "ends within a length"],
    ["a match's length that is cut", [header(0), packed("\x1fa\x01\x00\xff"), endMark], "ends within a length"],
    ["a block that ends with a match", [header(0), packed("\x40abcd\x04\x00"), endMark], "ends with a copy"],
    ["a copy from before the start", [header(0), packed("\x40abcd\x05\x00\x50vwxyz"), endMark], "copies from outside"],
    ["a copy from nowhere", [header(0), packed("\x40abcd\x00\x00\x50vwxyz"), endMark], "copies from outside"],
    [
      "a copy from the block before where blocks stand alone",
      [header(flags.independent), stored("abcdefgh"), packed("\x04\x08\x00\x50vwxyz"), endMark],
      "copies from outside",
    ],
    [
      "a copy from the frame before",
      [header(0), stored("abcdefgh"), endMark, header(0), packed("\x04\x08\x00\x50vwxyz"), endMark],
      "copies from outside",
    ],
    ["a frame to skip that is cut", [word(0x184d2a50), word(4), latin1("xyz")], "ends within a skippable frame"],
  ])("refuses %s", (_what, parts, problem) => {
    expect(() => unpacked(parts)).toThrow(problem);
  });

  it("refuses by the size that the header claims, before it looks at a block", () => {
    expect(() => unpacked([header(flags.contentSize, 2 ** 40), stored("foo"), endMark])).toThrow(RangeError);
  });

  it("reads a body of nothing but tiny blocks in turns, and holds nothing of them", () => {
    const body = Buffer.concat([header(0), Buffer.alloc(5_000_000).fill(stored("x")), endMark]);
    const work = unpackLz4(body, 2_000_000);
    let step = work.next();
    let turns = 0;
    for (; step.done !== true; step = work.next()) turns++;
    expect(step.value).toHaveLength(1_000_000);
    expect(turns).toBeGreaterThan(500);
  });

  it("gives the same bytes for the same content, with its size and its checksum", () => {
    const content = latin1("spans spans spans metrics spans metrics logs ".repeat(50));
    const frame = finishAtOnce(packLz4(content));
    expect(finishAtOnce(packLz4(content.slice()))).toEqual(frame);
    expect([...frame.subarray(0, 6)]).toEqual([0x04, 0x22, 0x4d, 0x18, 0x6c, 0x50]);
    expect(frame.slice(-4)).toEqual(word(hash(content)));
  });
});
