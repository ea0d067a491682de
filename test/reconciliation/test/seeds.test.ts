import { describe, expect, it } from "vitest";
import { expectPromises } from "../src/expect-promises.ts";
import { Reconciliation } from "../src/reconciliation.ts";
import type { Setup } from "../src/setup.ts";
import { quiet } from "../src/story.ts";
import { behindGuard } from "./sabotage.ts";

const minute = 60_000;
const timeout = 60_000;

/** Polls that are far between: what is promised does not depend on how often. */
const light: Partial<Setup> = {
  analyticsCadenceMs: 10 * minute,
  groupsCadenceMs: 10 * minute,
  sessionsCadenceMs: 10 * minute,
  usageCadenceMs: 30 * minute,
  runsCadenceMs: 5 * minute,
  requestsPerMinute: 1,
  runsPerMinute: 2,
};

describe("some hours of troubles at both platforms", () => {
  it.each([1, 2])("seed %d: all six loops deliver what is true, once", { timeout }, async (seed) => {
    const result = await expectPromises({ seed, hours: 3, rarer: 0.5, setup: light });
    expect(result.points).toBeGreaterThan(1_000);
    expect(result.snapshotPoints).toBeGreaterThan(1_000);
    expect(result.records).toBeGreaterThan(100);
    expect(result.runs).toBeGreaterThan(300);
    expect(result.lives).toBeGreaterThan(1);
    expect(result.mostInTenSeconds).toBeLessThanOrEqual(13);
  });

  it("is the same whenever it is told", { timeout }, async () => {
    const told = async () => {
      const lines: string[] = [];
      const tell = (at: number, what: string): void => void lines.push(`${at} ${what}`);
      return { result: await expectPromises({ seed: 5, hours: 1, rarer: 0.2, setup: light, tell }), lines };
    };
    expect(await told()).toEqual(await told());
  });
});

describe("a configuration as it is shipped", () => {
  it.each(["portkey-full", "langsmith", "ai-platforms"] as const)(
    "%s: delivers what is true",
    { timeout },
    async (shipped) => {
      const run = await Reconciliation.open({ seed: 4, hours: 1, story: quiet, setup: { ...light, shipped } });
      await run.play(30 * minute);
      expect(run.violations.list).toEqual([]);
      const loops = new Set(run.lanes.names.map((name) => name.replace(/\/.*/, "")));
      expect([...loops].toSorted()).toEqual(loopsOf[shipped]);
      for (const books of run.snapshots.values()) expect([books.name, books.points > 0]).toEqual([books.name, true]);
    },
  );
});

const loopsOf = {
  "portkey-full": ["portkey analytics", "portkey groups", "portkey logs_export"],
  langsmith: ["langsmith runs", "langsmith sessions", "langsmith usage"],
  "ai-platforms": ["langsmith sessions", "langsmith usage", "portkey analytics"],
} as const;

describe("a check that cannot fail proves nothing", () => {
  it("what a component throws away is missed in every loop", { timeout }, async () => {
    const deaf = { consume: () => Promise.resolve() };
    const instead = [behindGuard({ metrics: () => deaf, logs: () => deaf })];
    const run = await Reconciliation.open({ seed: 3, hours: 1, story: quiet, setup: light, instead });
    await run.play(30 * minute);
    expect([...run.violations.counts.keys()].toSorted()).toEqual(["nothing is lost", "the ledger balances"]);
    const lost = run.violations.list.filter(({ promise }) => promise === "nothing is lost");
    const missed = new Set(lost.map(({ where }) => where.replace(/\/.*/, "")));
    expect([...missed].toSorted()).toEqual([
      "langsmith runs",
      "langsmith sessions",
      "langsmith usage",
      "portkey analytics",
      "portkey groups",
      "portkey logs_export",
    ]);
  });
});
