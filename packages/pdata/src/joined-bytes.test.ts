import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinedBytes } from "./joined-bytes.ts";

const room = Uint8Array.from({ length: 100 }, (_, index) => index);
const range = (from: number, to: number, buffer: ArrayBuffer = room.buffer) => ({
  bytes: new Uint8Array(buffer, from, to - from),
});
const spans = (parts: readonly Uint8Array[]) =>
  parts.map(({ byteOffset, length }) => [byteOffset, byteOffset + length] as const);

describe("joinedBytes", () => {
  it("makes one part of ranges that lie side by side", () => {
    expect(spans(joinedBytes([range(0, 10), range(10, 30), range(30, 31)]))).toEqual([[0, 31]]);
  });

  it.each([
    ["a gap", [range(0, 10), range(11, 30)]],
    ["another order", [range(10, 20), range(0, 10)]],
    ["an overlap", [range(0, 10), range(9, 20)]],
    ["another buffer", [range(0, 10), range(10, 20, room.slice().buffer)]],
  ])("begins a new one behind %s", (_what, ranges) => {
    expect(joinedBytes(ranges)).toEqual(ranges.map(({ bytes }) => bytes));
  });

  it("copies nothing, and gives a part that stands alone as it is", () => {
    const [one, other] = [range(5, 6), range(8, 9)];
    const parts = joinedBytes([one, other]);
    expect([parts[0] === one.bytes, parts[1] === other.bytes]).toEqual([true, true]);
    expect(joinedBytes([])).toEqual([]);
  });

  it("never changes the bytes, whatever lies where", () => {
    const cut = fc.tuple(fc.nat(99), fc.nat(20), fc.boolean());
    fc.assert(
      fc.property(fc.array(cut, { maxLength: 30 }), (cuts) => {
        let end = 0;
        const ranges = cuts.map(([from, length, isBehind]) => {
          const start = isBehind && end < 100 ? end : from;
          end = Math.min(100, start + length);
          return range(start, end);
        });
        const bytes = (parts: readonly Uint8Array[]) => parts.flatMap((part) => [...part]);
        expect(bytes(joinedBytes(ranges))).toEqual(bytes(ranges.map((each) => each.bytes)));
      }),
    );
  });
});
