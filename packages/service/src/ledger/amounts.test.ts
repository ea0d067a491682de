import { expect, it } from "vitest";
import { Amounts, otherReason } from "./amounts.ts";

it("sums by reason, and ignores what is no amount", () => {
  const amounts = new Amounts();
  for (const items of [3, 4, 0, -1, NaN, Infinity]) amounts.add(items, "too_old");
  amounts.add(2, "content");
  expect([...amounts]).toEqual([
    ["too_old", 7],
    ["content", 2],
  ]);
  expect(amounts.total).toBe(9);
});

it.each(["", "Too Old", "vendor said: no", "x".repeat(65), "_other"])(
  "books what is no word as another: %j",
  (reason) => {
    const amounts = new Amounts();
    amounts.add(1, reason);
    expect([...amounts]).toEqual([[otherReason, 1]]);
  },
);

it("keeps so many reasons, and loses nothing of the others", () => {
  const amounts = new Amounts();
  for (let n = 0; n < 100; n++) amounts.add(1, `reason_${n}`);
  expect([...amounts].length).toBe(33);
  expect(amounts.total).toBe(100);
});
