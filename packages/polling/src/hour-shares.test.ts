import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hourMs, hourOf, sharesByHour } from "./hour-shares.ts";

const minute = 60_000;
const ten = Date.UTC(2026, 0, 1, 10);

describe("hourOf", () => {
  it("a bucket that ends with an hour is of that hour, and the next one of the next", () => {
    expect([hourOf(ten), hourOf(ten + 1), hourOf(ten + hourMs)]).toEqual([ten - hourMs, ten, ten]);
  });
});

describe("sharesByHour", () => {
  it.each([
    ["within an hour", 5, 20, undefined, [[0, 15]]],
    [
      "windows are cut at hours",
      50,
      130,
      undefined,
      [
        [0, 10],
        [1, 60],
        [2, 10],
      ],
    ],
    [
      "minutes end in their hour",
      59,
      61,
      1,
      [
        [0, 1],
        [1, 1],
      ],
    ],
    ["an hourly bucket is of the hour that it fills", 0, 60, 60, [[0, 60]]],
    ["a bucket across hours is of the one that it ends in", 45, 90, 45, [[1, 45]]],
    [
      "a bucket of two hours is of its last",
      0,
      240,
      120,
      [
        [1, 120],
        [3, 120],
      ],
    ],
    ["half a bucket is of the hour in which the whole ends", 30, 50, 60, [[0, 20]]],
    ["nothing", 30, 30, 1, []],
  ] as const)("%s", (_, from, to, bucketMinutes, expected) => {
    const bucketMs = bucketMinutes === undefined ? undefined : bucketMinutes * minute;
    // Buckets lie on a grid that begins in 1970; of two hours, at even ones.
    const shares = sharesByHour(ten + from * minute, ten + to * minute, bucketMs);
    expect(shares.map(({ hour, ms }) => [(hour - ten) / hourMs, ms / minute])).toEqual(expected);
  });

  it("however a stretch is cut, the shares of its parts are those of the whole, and make it up", () => {
    const instants = fc.integer({ min: 0, max: 25 * 60 }).map((minutes) => ten + minutes * minute);
    const widths = fc.constantFrom(undefined, minute, 7 * minute, hourMs, 2 * hourMs);
    fc.assert(
      fc.property(instants, instants, instants, widths, (...[a, b, c, width]) => {
        const [from, cut, to] = [a, b, c].sort((one, other) => one - other) as [number, number, number];
        const sums = new Map<number, number>();
        for (const { hour, ms } of [...sharesByHour(from, cut, width), ...sharesByHour(cut, to, width)])
          sums.set(hour, (sums.get(hour) ?? 0) + ms);
        const whole = sharesByHour(from, to, width);
        expect([...sums]).toEqual(whole.map(({ hour, ms }) => [hour, ms]));
        expect(whole.reduce((sum, { ms }) => sum + ms, 0)).toBe(to - from);
      }),
    );
  });

  it("a hundred years are 26 hours and a rest: stores keep no more apart", () => {
    const shares = sharesByHour(0, 100 * 365 * 24 * hourMs, minute);
    expect(shares).toHaveLength(27);
    expect(shares[0]).toEqual({ hour: shares[1]!.hour - hourMs, ms: (100 * 365 * 24 - 26) * hourMs });
  });
});
