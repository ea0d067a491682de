import { describe, expect, it } from "vitest";
import { comparisons } from "../scenarios/comparisons.ts";
import { growths } from "../scenarios/growth.ts";
import { figuresOf, type Comparison, type Figures } from "../trial/compare.ts";
import type { Trial } from "../trial/run-trial.ts";
import { comparisonTable } from "./comparison-table.ts";
import { growthShortcomings, growthTable } from "./growth-table.ts";
import { shortcomings } from "./verdict.ts";

const trial: Trial = {
  isVoid: undefined,
  itemsIn: 1_000,
  itemsOut: 1_000,
  refused: 0,
  cpuSeconds: 1,
  itemsPerCpuSecond: 1_000,
  itemsPerSecond: 900,
  p50Ms: 1,
  p99Ms: 5,
  peakBytes: 100 << 20,
  bytesOutPerItem: 440,
  startMs: 200,
  startCpuSeconds: 0.2,
};

const of = (...changes: Partial<Trial>[]): Figures => figuresOf(changes.map((change) => ({ ...trial, ...change })));
const scenario = comparisons.find(({ name }) => name === "http-gzip-512")!;

describe("figuresOf", () => {
  it("takes the median of each figure", () => {
    const { median } = of({ p99Ms: 1, cpuSeconds: 9 }, { p99Ms: 7, cpuSeconds: 1 }, { p99Ms: 3, cpuSeconds: 5 });
    expect(median.p99Ms).toBe(3);
    expect(median.cpuSeconds).toBe(5);
  });
});

describe("shortcomings", () => {
  const better = of({ itemsPerCpuSecond: 2_100, p99Ms: 4, peakBytes: 90 << 20 });
  const cases: readonly [string, Partial<Comparison>, string[]][] = [
    ["nothing when all is well", {}, []],
    ["a ratio below what is asked", { ours: of({ itemsPerCpuSecond: 1_900 }) }, ["1.9 ×, asked for 2 ×"]],
    ["more memory", { ours: of({ itemsPerCpuSecond: 2_100, peakBytes: 101 << 20 }) }, ["more memory than otelcol"]],
    ["a higher p99", { ours: of({ itemsPerCpuSecond: 2_100, p99Ms: 6 }) }, ["a higher p99 than otelcol"]],
    [
      "other bytes",
      { ours: of({ itemsPerCpuSecond: 2_100, bytesOutPerItem: 490 }) },
      ["1.11 times otelcol's bytes out"],
    ],
    [
      "a void run of ours",
      { ours: of({ itemsPerCpuSecond: 2_100, isVoid: "1 in and 2 out" }) },
      ["void: 1 in and 2 out"],
    ],
    ["a void run of otelcol's", { otelcol: of({ isVoid: "x" }) }, ["otelcol void: x"]],
    ["only void runs without otelcol", { ours: of({ isVoid: "y" }), otelcol: undefined }, ["void: y"]],
  ];
  it.each(cases)("tells %s", (_, change, expected) => {
    expect(shortcomings({ scenario, ours: better, otelcol: of({}), ...change })).toEqual(expected);
  });
});

describe("tables", () => {
  it("show both programs of a scenario, and the ratio", () => {
    const table = comparisonTable([{ scenario, ours: of({ itemsPerCpuSecond: 2_500 }), otelcol: of({}) }]);
    expect(table).toMatch(/http-gzip-512 +ours +2,500 .* 2\.5 × +2\.0 × +3\.0 ×\n +otelcol +1,000/);
  });

  it("show ours alone where there is no otelcol", () => {
    const table = comparisonTable([{ scenario, ours: of({}), otelcol: undefined }]);
    expect(table.split("\n")).toHaveLength(2);
    expect(table).toMatch(/ – +2\.0 ×/);
  });

  it("show how the cost of an item grows, and tell where it grows too much", () => {
    const growth = growths[0]!;
    const steps = [1_000, 900, 500].map((itemsPerCpuSecond, index) => ({
      scenario: growth.steps[index]!,
      ours: of({ itemsPerCpuSecond }),
      otelcol: undefined,
    }));
    expect(growthTable(growth, steps)).toMatch(/\n100 +1111\.11 +1\.11 × .*\n10,000 +2000\.00 +2\.00 ×/);
    expect(growthShortcomings(steps)).toEqual([
      "resources-10000: an item costs 2.00 times what it costs at the first step",
    ]);
  });
});
