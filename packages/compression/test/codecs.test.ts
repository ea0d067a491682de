import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CorruptDataError, finishAtOnce } from "../src/index.ts";
import { codecs, isTamed } from "./codec-table.ts";
import { mutate, mutation, repetitiveBytes } from "./repetitive-bytes.ts";

const seed = 20_260_101;
const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

describe.each(codecs)("$name", (codec) => {
  const { pack, unpack, zeros } = codec;
  const packed = (bytes: Uint8Array): Uint8Array => finishAtOnce(pack(bytes));
  const unpacked = (bytes: Uint8Array, limit: number): Uint8Array => finishAtOnce(unpack(bytes, limit));

  it("gives back what it packed, whatever that is", () => {
    fc.assert(
      fc.property(repetitiveBytes, (bytes) => equal(unpacked(packed(bytes), bytes.length), bytes)),
      { seed, numRuns: 150 },
    );
  });

  it.each([0, 1, 15, 16, 65_535, 65_536, 65_537, 131_072, 262_144, 262_145, 1_000_000])(
    "packs %i bytes that repeat nothing into hardly more, and back",
    (size) => {
      let state = 1;
      const bytes = Uint8Array.from({ length: size }, () => (state = Math.imul(state, 48_271) >>> 0) >>> 24);
      expect(packed(bytes).length).toBeLessThan(size * 1.01 + 64);
      expect(equal(unpacked(packed(bytes), size), bytes)).toBe(true);
    },
  );

  it("reads what stands within a larger buffer", () => {
    const bytes = new TextEncoder().encode("abcabcabcabcabcabcabcabc".repeat(20));
    const one = packed(bytes);
    const around = new Uint8Array(one.length + 20).fill(0xee);
    around.set(one, 7);
    expect(equal(unpacked(around.subarray(7, 7 + one.length), bytes.length), bytes)).toBe(true);
  });

  it("gives bytes up to the limit and refuses one more", () => {
    const bytes = new TextEncoder().encode("to be or not to be, that is the question; ".repeat(5_000));
    expect(unpacked(packed(bytes), bytes.length)).toHaveLength(bytes.length);
    expect(() => unpacked(packed(bytes), bytes.length - 1)).toThrow(RangeError);
  });

  it("refuses a bomb before it allocates", () => {
    const bomb = packed(new Uint8Array(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(zeros);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => unpacked(bomb, 1_000_000)).toThrow(new RangeError("more than 1000000 bytes"));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });

  it("ends with its own error, or with bytes within the limit, whatever was done to what it reads", () => {
    const limit = 100_000;
    fc.assert(
      fc.property(repetitiveBytes, fc.array(mutation, { minLength: 1, maxLength: 3 }), (bytes, mutations) =>
        isTamed(codec, mutations.reduce(mutate, packed(bytes.subarray(0, 20_000))), limit),
      ),
      { seed, numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => isTamed(codec, bytes, limit)),
      { seed, numRuns: 400 },
    );
  });

  it("refuses every part of what it packed", () => {
    const whole = packed(new TextEncoder().encode("one two three one two three four one two"));
    for (let length = 0; length < whole.length; length++) {
      const part = whole.subarray(0, length);
      // A framed stream may end behind any of its chunks.
      if (length === 10 && whole[0] === 0xff) continue;
      expect(() => unpacked(part, 1_000), `the first ${length} bytes`).toThrow(CorruptDataError);
    }
  });

  it("lets others have a turn within long work", () => {
    const large = new TextEncoder().encode("abcdefgh").map((byte, i) => byte + i);
    const bytes = new Uint8Array(4_000_000).map((_, i) => large[i % 8]! ^ (i >>> 12));
    let turns = 0;
    for (const work of [pack(bytes), unpack(packed(bytes), bytes.length)]) {
      while (work.next().done !== true) turns++;
    }
    expect(turns).toBeGreaterThan(25);
  });
});

describe.each(codecs.filter((codec) => codec.oracle !== undefined))("$name and another author's codec", (codec) => {
  const oracle = codec.oracle!;

  it("read each other", () => {
    fc.assert(
      fc.property(
        repetitiveBytes.filter((bytes) => bytes.length > 0),
        (bytes) =>
          equal(oracle.unpack(finishAtOnce(codec.pack(bytes))), bytes) &&
          equal(finishAtOnce(codec.unpack(oracle.pack(bytes), bytes.length)), bytes),
      ),
      { seed, numRuns: 100 },
    );
  });
});
