import { describe, expect, it } from "vitest";
import { Reconciliation } from "../src/reconciliation.ts";
import type { Setup } from "../src/setup.ts";
import { quiet, type Trouble } from "../src/story.ts";

const minute = 60_000;
const hour = 60 * minute;
const timeout = 120_000;

const light: Partial<Setup> = {
  analyticsCadenceMs: 5 * minute,
  groupsCadenceMs: 5 * minute,
  sessionsCadenceMs: 5 * minute,
  usageCadenceMs: 10 * minute,
  runsCadenceMs: 5 * minute,
  requestsPerMinute: 2,
  runsPerMinute: 6,
};

/** Half an hour in peace, one trouble, and peace until everything is delivered: what is counted, and by whom. */
async function after(trouble: Trouble | undefined, setup: Partial<Setup> = {}, hours = 1): Promise<Reconciliation> {
  const run = await Reconciliation.open({ seed: 7, hours: 0, story: quiet, setup: { ...light, ...setup } });
  run.start();
  await run.world.advance(hour / 2);
  if (trouble !== undefined) run.befall(trouble);
  await run.world.advance(hours * hour);
  await run.end();
  expect(run.violations.list).toEqual([]);
  return run;
}

const snapshotOf = (run: Reconciliation, name: string) => run.snapshots.get(name)!;

describe("every gap is a number, the same on both sides", () => {
  it("nothing is counted as missing where nothing is", { timeout }, async () => {
    const run = await after(undefined);
    const { accounts, lanes, books } = run;
    for (const name of lanes.names) expect([name, lanes.skipped(name)]).toEqual([name, {}]);
    const counters = [
      "portkey_truncated",
      "portkey_duplicate_rows",
      "portkey_missing_fields",
      "portkey_group_unavailable",
      "portkey_export_problems",
      "langsmith_missed_runs",
      "langsmith_incomplete_runs",
      "langsmith_repeated_runs",
      "langsmith_cursor_resets",
      "langsmith_projects_truncated",
      "langsmith_span_counts_missing",
      "langsmith_unread_records",
    ];
    for (const counter of counters) expect([counter, accounts.sum(counter)]).toEqual([counter, 0]);
    expect([books.logs!.gaps, books.runs!.gaps, books.analytics!.gaps]).toEqual([0, 0, 0]);
    expect([books.logs!.seam.resent, books.runs!.seam.resent]).toEqual([0, 0]);
    expect(books.logs!.records).toBeGreaterThan(150);
    expect(books.runs!.records).toBeGreaterThan(500);
  });

  it.each(["lost_tail", "skip_row"] as const)("runs that an answer hides (%s)", { timeout }, async (how) => {
    const run = await after({ kind: "langsmith", how, target: "runs/query", forMs: 20 * minute });
    const { gaps } = run.books.runs!;
    expect(gaps).toBeGreaterThan(0);
    expect(run.books.runs!.blurred).toBe(0);
    expect(run.accounts.sum("langsmith_missed_runs")).toBe(gaps);
  });

  it("runs that come before they have ended, after max_run_duration", { timeout }, async () => {
    const run = await after(undefined, { maxRunDurationMs: 30 * minute, runsPerMinute: 30 }, 3);
    const { unfinished } = run.books.runs!;
    expect(unfinished.size).toBeGreaterThan(0);
    expect(run.accounts.sum("langsmith_incomplete_runs", { reason: "too_long" })).toBe(unfinished.size);
  });

  it("runs that come before they have ended, because too many are held back", { timeout }, async () => {
    const run = await after(undefined, { maxUnfinishedRuns: 2, runsPerMinute: 60 }, 2);
    const { unfinished } = run.books.runs!;
    expect(unfinished.size).toBeGreaterThan(0);
    expect(run.accounts.sum("langsmith_incomplete_runs", { reason: "full" })).toBe(unfinished.size);
  });

  it("records of an export that never succeeds", { timeout }, async () => {
    const failing = { kind: "portkey", how: "job_failed", target: "#create", forMs: 4 * hour } as const;
    const run = await after(failing, {}, 6);
    const { gaps } = run.books.logs!;
    expect(gaps).toBeGreaterThan(10);
    expect(run.lanes.skipped("portkey logs_export")).toEqual({ export_failed: { items: gaps, ms: 0 } });
    expect(run.accounts.sum("portkey_skipped_items", { reason: "export_failed" })).toBe(gaps);
  });

  it("lines of an export that are no records, and lines that it has twice", { timeout }, async () => {
    const malformed = await after({ kind: "portkey", how: "malformed_line", target: "#create", forMs: 40 * minute });
    const read = malformed.accounts.sum("portkey_export_jobs", { outcome: "read" });
    const jobs = malformed.portkey.faults.get("malformed_line")!;
    expect([jobs > 0, read > jobs]).toEqual([true, true]);
    // The simulated platform puts two such lines into each.
    expect(malformed.lanes.skipped("portkey logs_export")).toEqual({ line_unparseable: { items: 2 * jobs, ms: 0 } });
    const repeated = await after({ kind: "portkey", how: "repeated_line", target: "#create", forMs: 40 * minute });
    const told = repeated.accounts.sum("portkey_record_problems", { reason: "repeated" });
    expect(told).toBe(repeated.portkey.faults.get("repeated_line"));
  });

  it("groups that are cut off at max_groups, and values that can be no label", { timeout }, async () => {
    const run = await after(undefined, { maxGroups: 2, metadataKeys: ["use_case", "owner"] });
    const cut = ["ai-models", "metadata/use_case", "prompt"].map((name) => snapshotOf(run, name));
    const truncated = cut.reduce((sum, books) => sum + books.truncated, 0);
    expect(truncated).toBeGreaterThan(20);
    expect(run.accounts.sum("portkey_truncated", { reason: "max_groups" })).toBe(truncated);
    // Each snapshot has one person.
    expect(run.accounts.sum("portkey_folded_rows")).toBe(snapshotOf(run, "metadata/owner").snapshots);
  });

  it("rows that an answer has twice", { timeout }, async () => {
    const twice = { kind: "portkey", how: "repeated_row", target: "groups/prompt", forMs: 20 * minute } as const;
    const run = await after(twice);
    const answers = run.portkey.faults.get("repeated_row")!;
    // Three saved prompts, each said again.
    expect(run.accounts.sum("portkey_duplicate_rows", { group: "prompt" })).toBe(3 * answers);
  });

  it("projects beyond max_sessions, and projects without a span count", { timeout }, async () => {
    const run = await after(
      { kind: "langsmith", how: "not_found", target: "runs/stats", forMs: 20 * minute },
      { maxSessions: 5 },
    );
    const { truncated } = snapshotOf(run, "sessions");
    expect(truncated).toBeGreaterThan(20);
    expect(run.accounts.sum("langsmith_projects_truncated", { loop: "sessions" })).toBe(truncated);
    expect(run.accounts.sum("langsmith_span_counts_missing")).toBe(snapshotOf(run, "usage").without);
  });

  it("analytics values that answers lack", { timeout }, async () => {
    const run = await after({ kind: "portkey", how: "missing_field", target: "graphs/tokens", forMs: 40 * minute });
    expect(run.books.analytics!.gaps).toBeGreaterThan(10);
    expect(run.accounts.sum("portkey_missing_fields")).toBeGreaterThan(0);
  });

  it("what is older than max_backfill when a platform is back, in time", { timeout }, async () => {
    const down = { kind: "portkey", how: "server_error", target: undefined, forMs: 5 * hour } as const;
    const run = await after(down, { maxBackfillMs: 2 * hour }, 6);
    for (const loop of ["analytics", "logs_export"]) {
      const { ms } = run.lanes.skipped(`portkey ${loop}`)["backfill"]!;
      expect(ms).toBeGreaterThan(2.5 * hour);
      expect(run.accounts.sum("portkey_skipped_time", { loop, reason: "backfill" })).toBeCloseTo(ms / 1_000, 3);
    }
  });
});
