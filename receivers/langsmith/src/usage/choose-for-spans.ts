import type { BilledProject } from "../projects/project-fields.ts";

/**
 * The ids of those projects whose spans are counted in one poll, at most `budget`: first those with traces in the
 * window, and in each group in turn: with `turn` growing by one a poll, everyone is asked equally often. Follows from
 * its arguments alone, so that any replica goes on where another one stopped.
 */
export function chooseForSpans(projects: readonly BilledProject[], budget: number, turn: number): readonly string[] {
  const busy: string[] = [];
  const idle: string[] = [];
  // Of a project that does not tell its traces nothing is known: it may be busy.
  for (const { id, run_count } of projects) if (id !== undefined) (run_count === 0 ? idle : busy).push(id);
  const first = inTurn(busy, budget, turn);
  return [...first, ...inTurn(idle, budget - first.length, turn)];
}

/** Begins elsewhere each time: who comes last is also first in turn to be left out when time is up. */
function inTurn(ids: readonly string[], count: number, turn: number): readonly string[] {
  if (ids.length === 0 || count <= 0) return [];
  const start = (turn * (count < ids.length ? count : 1)) % ids.length;
  return [...ids.slice(start), ...ids.slice(0, start)].slice(0, count);
}
