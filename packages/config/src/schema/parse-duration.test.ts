import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tryParseDuration } from "./parse-duration.ts";

describe("tryParseDuration", () => {
  it.each([
    ["300ms", 300],
    ["1.5h", 5_400_000],
    ["1h30m", 5_400_000],
    ["1m30.5s", 90_500],
    ["2us", 0.002],
    ["2\u00b5s", 0.002],
    ["2\u03bcs", 0.002],
    ["10ns", 0.00001],
    [".5s", 500],
    ["1.s", 1_000],
    ["0", 0],
    ["0s", 0],
    ["-1s", -1_000],
    ["+1s", 1_000],
  ])("reads %s as Go does", (text, ms) => {
    expect(tryParseDuration(text)).toBeCloseTo(ms, 9);
  });

  it.each(["", "5", "5 s", "s", "1h 30m", "1d", "1s1", "1..5s", "--1s", "1S", "Infinity", "1e3s", "\n1s", "1s\n"])(
    "refuses %j",
    (text) => {
      expect(tryParseDuration(text)).toBeUndefined();
    },
  );

  it("refuses what Go cannot hold", () => {
    expect(tryParseDuration("2562047h")).toBeDefined();
    expect(tryParseDuration("2562048h")).toBeUndefined();
  });

  it("adds up its parts, whatever they are", () => {
    const part = fc.tuple(fc.nat(10_000), fc.constantFrom(["ms", 1], ["s", 1_000], ["m", 60_000], ["h", 3_600_000]));
    fc.assert(
      fc.property(
        fc.array(part as fc.Arbitrary<[number, [string, number]]>, { minLength: 1, maxLength: 6 }),
        (parts) => {
          const text = parts.map(([amount, [unit]]) => `${amount}${unit}`).join("");
          const sum = parts.reduce((total, [amount, [, ms]]) => total + amount * ms, 0);
          expect(tryParseDuration(text)).toBe(sum);
        },
      ),
    );
  });

  it("takes no longer for long texts that are no durations", () => {
    expect(tryParseDuration(`${"1".repeat(200_000)}x`)).toBeUndefined();
    expect(tryParseDuration(`${"1s".repeat(100_000)}x`)).toBeUndefined();
  });
});
