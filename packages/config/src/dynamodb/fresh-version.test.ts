import { describe, expect, it } from "vitest";
import { freshVersion } from "./fresh-version.ts";

const at = (now: number, chance: number): number =>
  freshVersion({ clock: { now: () => now, monotonic: () => 0 }, random: { next: () => chance, uuid: () => "" } });

describe("freshVersion", () => {
  it.each([0, Date.UTC(2026, 0, 1), Date.UTC(2200, 0, 1)])("is a whole number that DynamoDB keeps, at %i", (now) => {
    for (const chance of [0, 0.5, 0.999_999]) expect(Number.isSafeInteger(at(now, chance))).toBe(true);
  });

  it("is above what an item could have come to by being written, a millisecond later", () => {
    const now = Date.UTC(2026, 0, 1);
    expect(at(now + 1, 0)).toBeGreaterThan(at(now, 0.999_999));
  });

  it("differs between two that make an item in the same millisecond", () => {
    expect(at(5, 0.25)).not.toBe(at(5, 0.75));
  });
});
