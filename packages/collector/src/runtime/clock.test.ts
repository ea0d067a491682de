import { expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { systemRandom } from "./random.ts";

it("tells whole milliseconds since 1970, and a time that never steps back", () => {
  const [before, after] = [systemClock.monotonic(), systemClock.monotonic()];
  expect(after).toBeGreaterThanOrEqual(before);
  expect(Number.isInteger(systemClock.now())).toBe(true);
  expect(systemClock.now()).toBeGreaterThan(Date.UTC(2026, 0, 1));
});

it("draws numbers from 0 to less than 1, and identifiers that do not come twice", () => {
  const drawn = Array.from({ length: 100 }, () => systemRandom.next());
  expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
  expect(new Set(drawn).size).toBeGreaterThan(90);
  expect(new Set(Array.from({ length: 100 }, () => systemRandom.uuid())).size).toBe(100);
});
