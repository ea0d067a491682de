import { expect, it } from "vitest";
import { added, usd, usdText } from "./money.ts";

it.each([
  [0, "0"],
  [1, "0.000000001"],
  [4_510_000, "0.00451"],
  [1_000_000_000, "1"],
  [12_345_600_000_000, "12345.6"],
])("%i nano-USD: %s USD, and the number is the same", (nanoUsd, text) => {
  expect(usdText(nanoUsd)).toBe(text);
  expect(usd(nanoUsd)).toBe(Number(text));
});

it("what has no price adds nothing, and two of them have no sum", () => {
  expect([added(1, 2), added(undefined, 2), added(1, undefined), added(undefined, undefined)]).toEqual([
    3,
    2,
    1,
    undefined,
  ]);
});
