import { describe, expect, it } from "vitest";
import { pointKey } from "../point-key.ts";
import { snapshotPoints, windowRecords, type StampedTruth } from "./expectations.ts";

const truth = (value: number, more: Partial<StampedTruth> = {}): StampedTruth => ({
  stamp: 60_000,
  question: "list",
  values: [{ name: "runs", labels: {}, value }],
  isDue: true,
  ...more,
});
const key = pointKey("runs", {}, 60_000);

describe("points of snapshots", () => {
  it("say what the platform said, whichever of its answers arrived", () => {
    expect(snapshotPoints([truth(7), truth(8)])).toEqual([{ key, accepts: [7, 8], isDue: true }]);
  });

  it("are not due where not every answer has them, or none is due", () => {
    expect(snapshotPoints([truth(7), truth(0, { values: [] })])).toEqual([{ key, accepts: [7], isDue: false }]);
    expect(snapshotPoints([truth(7, { isDue: false })])).toEqual([{ key, accepts: [7], isDue: false }]);
  });

  it("of one question are due, whatever the answers to others have", () => {
    expect(snapshotPoints([truth(7), truth(0, { question: "other", values: [] })])).toEqual([
      { key, accepts: [7], isDue: true },
    ]);
  });
});

describe("records of windows", () => {
  const reading = { name: "records of x", from: 1_000, to: 9_000, firstReadAt: 6_000, settleMs: 2_000 };
  const isDue = (time: number, readyAt: number | undefined): boolean =>
    windowRecords([{ id: "1", time, readyAt, says: {} }], reading)[0]!.isDue;

  it.each([
    ["ready before the first reading", 1_000, 6_000, true],
    ["ready before its window settled", 8_000, 10_000, true],
    ["ready later", 8_000, 10_001, false],
    ["never ready", 2_000, undefined, false],
    ["before the first window", 999, 999, false],
    ["behind what is read", 9_000, 9_000, false],
  ])("are due: %s", (_name, time, readyAt, due) => {
    expect(isDue(time, readyAt)).toBe(due);
  });
});
