import { describe, expect, it } from "vitest";
import { addSkippedRanges, type SkippedRange } from "./skipped-ranges.ts";

const range = (from: number, to: number, reason = "backfill"): SkippedRange => ({ reason, from, to });

describe("addSkippedRanges", () => {
  it.each<[string, readonly SkippedRange[], readonly SkippedRange[], readonly SkippedRange[]]>([
    ["the first one", [], [range(0, 5)], [range(0, 5)]],
    ["one that goes on where the last ends", [range(0, 5)], [range(5, 6), range(6, 9)], [range(0, 9)]],
    ["one after a stretch that was delivered", [range(0, 5)], [range(6, 7)], [range(0, 5), range(6, 7)]],
    ["one for another reason", [range(0, 5)], [range(5, 6, "missed")], [range(0, 5), range(5, 6, "missed")]],
    ["nothing at all", [range(0, 5)], [range(7, 7)], [range(0, 5)]],
  ])("takes %s", (_what, known, more, expected) => {
    expect(addSkippedRanges(known, more)).toEqual(expected);
  });

  it("leaves out items that are of no stretch, and what it was given as it is", () => {
    const known = [range(0, 5)];
    expect(
      addSkippedRanges(known, [
        { reason: "too_old", items: 3 },
        { reason: "backfill", from: 5, to: 8 },
      ]),
    ).toEqual([range(0, 8)]);
    expect(known).toEqual([range(0, 5)]);
  });

  it("keeps the newest 32", () => {
    const all = Array.from({ length: 40 }, (_, n) => range(10 * n, 10 * n + 5));
    expect(addSkippedRanges(all.slice(0, 30), all.slice(30))).toEqual(all.slice(8));
  });
});
