import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askedBounds, nextPartMs, partFrom, smallerPartMs, smallestPartMs } from "./export-part.ts";

const minute = 60_000;

describe("a part", () => {
  it("is asked for with a second more on both sides, in whole seconds", () => {
    expect(askedBounds({ from: 10_000, to: 20_000 })).toEqual({ from: 9_000, to: 21_000 });
    expect(askedBounds({ from: 10_500, to: 20_001 })).toEqual({ from: 9_000, to: 22_000 });
  });

  it("ends with its window", () => {
    expect(partFrom(0, 50, 80)).toEqual({ from: 0, to: 50 });
    expect(partFrom(50, 50, 80)).toEqual({ from: 50, to: 80 });
  });

  it.each([
    ["what fits stays", 60 * minute, 100, 100, undefined],
    ["twice as much as fits", 60 * minute, 200, 100, 24 * minute],
    ["a little more than fits: half at most", 60 * minute, 101, 100, 30 * minute],
    ["ten times as much", 60 * minute, 1_000, 100, 288_000],
    ["far more than fits into a minute: a minute", 60 * minute, 1_000_000, 100, minute],
    ["a minute stays", minute, 1_000_000, 100, undefined],
    ["less than a minute stays", 1_000, 1_000_000, 100, undefined],
  ])("%s", (_, length, total, capacity, expected) => {
    expect(smallerPartMs({ from: 0, to: length }, total, capacity)).toBe(expected);
  });

  it("gets shorter each time it is too large, down to a minute: splitting ends", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 86_400_000 }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        fc.integer({ min: 1, max: 10 ** 6 }),
        (length, total, capacity) => {
          const partMs = smallerPartMs({ from: 0, to: length }, total, capacity);
          if (partMs === undefined) return total <= capacity || length <= smallestPartMs;
          return partMs >= smallestPartMs && partMs < length && partMs % 1_000 === 0;
        },
      ),
    );
  });

  it.each([
    ["a roomy one: twice as long", 10, 5, 40, 20],
    ["a full one: as long", 10, 90, 40, 10],
    ["one of unknown size: as long", 10, undefined, 40, 10],
    ["no longer than the window", 30, 5, 40, 40],
  ])("after %s", (_, partMs, total, windowMs, expected) => {
    expect(nextPartMs({ from: 0, to: partMs }, partMs, total, 100, windowMs)).toBe(expected);
  });

  it("after one that its window cut short: as long", () => {
    expect(nextPartMs({ from: 0, to: 3 }, 10, 1, 100, 40)).toBe(10);
  });
});
