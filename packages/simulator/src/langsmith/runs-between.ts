import { compareRuns, type Position, type SimulatedRun } from "./simulated-run.ts";
import type { Traffic } from "./traffic.ts";

/** A stretch of starts, in microseconds since 1970 UTC; both ends are in it. */
export interface StartRange {
  readonly from: number;
  readonly to: number;
}

const minuteMicros = 60_000_000;

/** Every run that starts in the range, minute by minute and in the API's order, beyond `after` (before it, going back) where that is given. */
export function* runsBetween(
  traffic: Traffic,
  range: StartRange,
  order: "asc" | "desc" = "asc",
  after?: Position,
): Generator<SimulatedRun> {
  const isUp = order === "asc";
  const from = isUp ? Math.max(range.from, after?.startMicros ?? range.from) : range.from;
  const to = isUp ? range.to : Math.min(range.to, after?.startMicros ?? range.to);
  const [first, last] = [Math.floor(from / minuteMicros), Math.floor(to / minuteMicros)];
  for (let n = 0; n <= last - first; n++) {
    const runs = traffic.minute(isUp ? first + n : last - n);
    for (const run of isUp ? runs : runs.toReversed()) {
      if (run.startMicros < from || run.startMicros > to) continue;
      if (after !== undefined && !isBeyond(run, after, isUp)) continue;
      yield run;
    }
  }
}

function isBeyond(run: SimulatedRun, after: Position, isUp: boolean): boolean {
  const order = compareRuns(run, after);
  return isUp ? order > 0 : order < 0;
}
