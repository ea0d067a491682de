import { runsBetween } from "./runs-between.ts";
import { seenAt, type SeenRun } from "./seen-run.ts";
import { isRoot } from "./simulated-run.ts";
import { Tally, type Statistics } from "./statistics.ts";
import type { Traffic } from "./traffic.ts";

/** Statistics of the root runs of each project that start in [from, to] (microseconds), as seen at a moment. */
export function statisticsByProject(
  traffic: Traffic,
  from: number,
  to: number,
  at: number,
): ReadonlyMap<string, Statistics> {
  const tallies = new Map<string, Tally>();
  for (const run of runsBetween(traffic, { from, to })) {
    const seen = isRoot(run) ? seenAt(run, at) : undefined;
    if (seen === undefined) continue;
    const { id } = run.trace.project;
    const tally = tallies.get(id) ?? new Tally();
    tallies.set(id, tally);
    tally.add(seen);
  }
  return new Map([...tallies].map(([id, tally]) => [id, tally.result()]));
}

/** Statistics of all runs that match; usage counts once, with the root. */
export function statisticsOf(
  traffic: Traffic,
  range: { readonly from: number; readonly to: number },
  at: number,
  matches: (seen: SeenRun) => boolean,
): Statistics {
  const tally = new Tally();
  for (const run of runsBetween(traffic, range)) {
    const seen = seenAt(run, at);
    if (seen !== undefined && matches(seen)) tally.add(seen);
  }
  return tally.result();
}

/** Where nobody looks further back for the last run of a project. */
const lookBackMinutes = 180;

/** When the latest visible root run of each project started, in microseconds; not told for one that rested for hours. */
export function lastStarts(traffic: Traffic, projects: ReadonlySet<string>, at: number): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  const to = at * 1_000;
  const range = { from: to - lookBackMinutes * 60_000_000, to };
  for (const run of runsBetween(traffic, range, "desc")) {
    const { id } = run.trace.project;
    if (!isRoot(run) || starts.has(id) || !projects.has(id) || seenAt(run, at) === undefined) continue;
    starts.set(id, run.startMicros);
    if (starts.size === projects.size) break;
  }
  return starts;
}

/** Nothing ran. */
export const noStatistics: Statistics = new Tally().result();
