import type { Checkpoint } from "@genai-collector/component";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge, type Verdict } from "./fence.ts";

const at = (time: number, cursor: string | undefined, epoch: number): Checkpoint => ({
  frontier: cursor === undefined ? { time } : { time, cursor },
  epoch,
  skipped: {},
});

describe("the fence", () => {
  type Row = readonly [epoch: "lower" | "equal" | "higher", time: string, cursor: string, verdict: Verdict];
  const epochs = { lower: 4, equal: 5, higher: 6 };
  const times: Readonly<Record<string, number>> = { earlier: 999, equal: 1_000, later: 1_001 };
  const cursors: Readonly<Record<string, string | undefined>> = { same: "a", other: "b", none: undefined };
  const answers = {
    earlier: ["unchanged", "unchanged"],
    equal: ["unchanged", "saved"],
    later: ["saved", "saved"],
  } as const;
  // Every row of delivery.md §6.2: an older epoch is fenced, whatever it brings; else time decides, and then the cursor.
  const rows = (["lower", "equal", "higher"] as const).flatMap((epoch) =>
    (["earlier", "equal", "later"] as const).flatMap((time) =>
      ["same", "other", "none"].map((cursor): Row => {
        const [same, other] = answers[time];
        return [epoch, time, cursor, epoch === "lower" ? "fenced" : cursor === "same" ? same : other];
      }),
    ),
  );

  it.each(rows)("epoch %s, time %s, cursor %s: %s", (epoch, time, cursor, verdict) => {
    const { frontier } = at(times[time]!, cursors[cursor], 0);
    expect(judge(at(1_000, "a", 5), frontier, epochs[epoch])).toBe(verdict);
  });

  it.each([
    [0, undefined, 0],
    [0, "c", 0],
    [-1, undefined, 7],
  ])("over nothing, time %s with cursor %s and epoch %s is saved", (time, cursor, epoch) => {
    expect(judge(undefined, at(time, cursor, epoch).frontier, epoch)).toBe("saved");
  });

  it.each([
    ["a cursor where there was none", undefined, "c", "saved"],
    ["none where there was one", "c", undefined, "saved"],
    ["none where there was none", undefined, undefined, "unchanged"],
    ["an empty one where there was none", undefined, "", "saved"],
  ])("at the same time, %s: %s to %s is %s", (_what, before, after, verdict) => {
    expect(judge(at(1, before, 1), at(1, after, 1).frontier, 1)).toBe(verdict);
  });

  const tied = { time: 1_000, cursor: "a" };
  it.each([
    ["what is stored", at(1_000, "a", 5), tied, 5, "saved"],
    ["what is stored, with an older epoch", at(1_000, "a", 5), tied, 4, "fenced"],
    ["another time", at(1_000, "a", 5), { time: 999, cursor: "a" }, 5, "unchanged"],
    ["another cursor", at(1_000, "a", 5), { time: 1_000, cursor: "b" }, 5, "unchanged"],
    ["no cursor where there is one", at(1_000, "a", 5), { time: 1_000 }, 5, "unchanged"],
    ["nothing where there is something", at(1_000, "a", 5), "absent", 5, "unchanged"],
    ["nothing where there is something of a newer epoch", at(1_000, "a", 5), "absent", 4, "fenced"],
    ["nothing where there is nothing", undefined, "absent", 5, "saved"],
    ["something where there is nothing", undefined, tied, 5, "unchanged"],
  ] as const)("an advance that starts from %s", (_what, stored, from, epoch, verdict) => {
    expect(judge(stored, { time: 2_000 }, epoch, from)).toBe(verdict);
  });

  it("lets time and epoch of what is stored only rise, whatever comes in whatever order", () => {
    const step = fc.record({ time: fc.nat(5), cursor: fc.constantFrom(undefined, "a", "b"), epoch: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let stored: Checkpoint | undefined;
        for (const { time, cursor, epoch } of steps) {
          const next = at(time, cursor, epoch);
          if (judge(stored, next.frontier, epoch) !== "saved") continue;
          expect(next.frontier.time >= (stored?.frontier.time ?? 0) && epoch >= (stored?.epoch ?? 0)).toBe(true);
          stored = next;
        }
      }),
    );
  });
});
