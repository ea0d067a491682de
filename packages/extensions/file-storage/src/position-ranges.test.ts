import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRanges, toRanges, tryDecodeRanges } from "./position-ranges.ts";

const positions = fc.uniqueArray(fc.oneof(fc.nat(200), fc.maxSafeNat()), { maxLength: 60 });
const expand = (ranges: ReturnType<typeof toRanges>): number[] =>
  ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));

describe("positions", () => {
  it("are the same after they were summed up, written and read", () => {
    fc.assert(
      fc.property(positions, (given) => {
        fc.pre(!given.includes(Number.MAX_SAFE_INTEGER)); // the end of its range is no safe number
        const read = tryDecodeRanges(encodeRanges(toRanges(given)));
        expect(expand(read!)).toEqual(given.toSorted((a, b) => a - b));
      }),
    );
  });

  it("in a row take two numbers, however many they are", () => {
    const row = Array.from({ length: 10_000 }, (_, i) => 1_000_000 + i);
    expect(encodeRanges(toRanges(row))).toHaveLength(5);
  });

  it.each([
    ["cut within a number", [0x80]],
    ["cut behind a gap", [1]],
    ["of no position", [1, 0]],
    ["longer than any position", [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]],
    ["beyond the last position", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]],
  ])("are not taken from bytes that are %s", (_what, bytes) => {
    expect(tryDecodeRanges(Uint8Array.from(bytes))).toBeUndefined();
  });

  it("are none in no bytes, and whatever bytes there are, reading them ends", () => {
    expect(tryDecodeRanges(new Uint8Array())).toEqual([]);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void tryDecodeRanges(bytes)));
  });
});
