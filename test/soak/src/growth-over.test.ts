import { describe, expect, it } from "vitest";
import { growthOver, type Point } from "./growth-over.ts";

/** So many samples, one a second. */
const points = (count: number, bytes: (second: number) => number): Point[] =>
  Array.from({ length: count }, (_, second) => ({ atMs: second * 1_000, bytes: bytes(second) }));

describe("growthOver", () => {
  it("is nothing for a sawtooth that comes back to where it was", () => {
    expect(growthOver(points(100, (second) => 50_000 + (second % 7) * 10_000))).toBe(0);
  });

  it("is what a leak adds under a sawtooth", () => {
    const growth = growthOver(points(101, (second) => 50_000 + (second % 7) * 10_000 + second * 100));
    expect(Math.abs(growth - 10_000)).toBeLessThan(1_500);
  });

  it("does not mind one odd window", () => {
    expect(growthOver(points(100, (second) => (second >= 90 ? 90_000 : 50_000)))).toBe(0);
  });

  it("is negative for what shrinks", () => {
    expect(growthOver(points(100, (second) => 50_000 - second))).toBeLessThan(-90);
  });

  it("throws when there is too little to tell", () => {
    expect(() => growthOver(points(19, () => 1))).toThrow("19 samples");
  });
});
