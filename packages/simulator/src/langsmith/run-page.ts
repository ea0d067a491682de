import type { LangSmithFaultKind } from "./langsmith-faults.ts";
import type { RunQuestion } from "./run-question.ts";
import { runsBetween } from "./runs-between.ts";
import { seenAt, type SeenRun } from "./seen-run.ts";
import { compareRuns, type Position, type SimulatedRun } from "./simulated-run.ts";
import type { Traffic } from "./traffic.ts";

/** One page of runs. */
export interface RunPage {
  readonly rows: readonly SeenRun[];
  /** Where the next page goes on; undefined: there is none. "start" is the beginning. */
  readonly next: Position | "start" | undefined;
}

/** What answers a question at a moment, from its position on, up to its limit. */
export function pageOf(traffic: Traffic, question: RunQuestion, now: number): RunPage {
  const rows: SeenRun[] = [];
  const projects = question.projects === undefined ? undefined : new Set(question.projects);
  for (const run of candidates(traffic, question)) {
    if (projects !== undefined && !projects.has(run.trace.project.id)) continue;
    const seen = seenAt(run, now);
    if (seen === undefined || !question.matches(seen)) continue;
    if (rows.length === question.limit) return { rows, next: placeOf(rows.at(-1)!) };
    rows.push(seen);
  }
  return { rows, next: undefined };
}

/** The page as a fault makes it. `previous` is the run before it, where there is one. */
export function disturbedPage(
  page: RunPage,
  kind: LangSmithFaultKind | undefined,
  question: RunQuestion,
  previous: SeenRun | undefined,
): RunPage {
  const { rows } = page;
  const half = rows.slice(0, Math.ceil(rows.length / 2));
  const here = question.after ?? "start";
  switch (kind) {
    case "cursor_stuck":
      return { rows, next: here };
    case "empty_page":
      return { rows: [], next: here };
    case "short_page":
      return { rows: half, next: half.length === rows.length ? page.next : placeOf(half.at(-1)!) };
    case "lost_tail":
      return { rows: half, next: undefined };
    case "repeat_row":
      return { ...page, rows: [...(previous === undefined ? rows.slice(0, 1) : [previous]), ...rows] };
    case "skip_row":
      return { ...page, rows: rows.toSpliced(Math.floor(rows.length / 2), 1) };
    case "out_of_order":
      return { ...page, rows: rows.toReversed() };
    default:
      return page;
  }
}

function candidates(traffic: Traffic, question: RunQuestion): Iterable<SimulatedRun> {
  const { ids, trace, range, order, after } = question;
  if (ids === undefined && trace === undefined) return runsBetween(traffic, range, order, after);
  const found = ids?.map((id) => traffic.find(id)) ?? traffic.find(trace!)?.trace.runs ?? [];
  const sign = order === "asc" ? 1 : -1;
  return found
    .filter((run) => run !== undefined)
    .filter((run) => after === undefined || sign * compareRuns(run, after) > 0)
    .toSorted((a, b) => sign * compareRuns(a, b));
}

function placeOf({ run }: SeenRun): Position {
  return { startMicros: run.startMicros, id: run.id };
}
