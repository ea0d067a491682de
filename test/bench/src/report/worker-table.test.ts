import { expect, it } from "vitest";
import type { WorkerScaling } from "../scenarios/worker-scaling.ts";
import { workerScalings } from "../scenarios/worker-scaling.ts";
import { figuresOf } from "../trial/compare.ts";
import type { Trial } from "../trial/run-trial.ts";
import { workerShortcomings, workerTable } from "./worker-table.ts";

const trial = (figures: Partial<Trial>): Trial => ({
  isVoid: undefined,
  itemsIn: 1,
  itemsOut: 1,
  refused: 0,
  cpuSeconds: 1,
  itemsPerCpuSecond: 1_000,
  itemsPerSecond: 1_000,
  p50Ms: 1,
  p99Ms: 2,
  peakBytes: 1 << 20,
  bytesOutPerItem: 1,
  startMs: 1,
  startCpuSeconds: 1,
  ...figures,
});

const scaling: WorkerScaling = { ...workerScalings[0]!, name: "w", askedPerCpuSecond: 0.9, askedPerSecond: 1.4 };
const outcome = (two: Partial<Trial>) => ({ scaling, one: figuresOf([trial({})]), two: figuresOf([trial(two)]) });

it("shows two workers beside one", () => {
  const [heads, one, two] = workerTable([outcome({ itemsPerCpuSecond: 950, itemsPerSecond: 1_500 })]).split("\n");
  expect(heads).toMatch(/^scenario +workers +items\/CPU-s/);
  expect(one).toMatch(/^w +1 +1,000 +1\.00 × +1,000 +1\.00 ×/);
  expect(two).toMatch(/^w +2 +950 +0\.95 × +1,500 +1\.50 ×/);
});

it.each([
  [{ itemsPerCpuSecond: 900, itemsPerSecond: 1_400 }, []],
  [{ itemsPerCpuSecond: 890, itemsPerSecond: 1_400 }, ["w: 0.89 × one worker's items/CPU-s, asked for 0.9 ×"]],
  [{ itemsPerCpuSecond: 900, itemsPerSecond: 1_390 }, ["w: 1.39 × one worker's items/s, asked for 1.4 ×"]],
  [
    { itemsPerCpuSecond: 900, itemsPerSecond: 1_400, isVoid: "1 items in and 2 out" },
    ["w: void: 1 items in and 2 out"],
  ],
])("%j misses %j", (two, missed) => {
  expect(workerShortcomings(outcome(two))).toEqual(missed);
});
