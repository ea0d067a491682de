import { ApiError } from "./api-error.ts";
import { FilterError, parseFilter } from "./filter.ts";
import type { RequestBody } from "./request-body.ts";
import { runField, runFields } from "./run-fields.ts";
import type { StartRange } from "./runs-between.ts";
import type { SeenRun } from "./seen-run.ts";
import { isRoot, type Position } from "./simulated-run.ts";

/** What a request asks about runs. */
export interface RunQuestion {
  /** Ids of projects; undefined where `ids` or `trace` say which runs are meant. */
  readonly projects: readonly string[] | undefined;
  readonly ids: readonly string[] | undefined;
  readonly trace: string | undefined;
  readonly range: StartRange;
  readonly order: "asc" | "desc";
  readonly limit: number;
  readonly after: Position | undefined;
  /** What its cursors are bound to. */
  readonly seal: string;
  /** Whether a cursor was in the request. */
  readonly isContinued: boolean;
  matches(seen: SeenRun): boolean;
}

const dayMicros = 86_400_000_000;
/** Wider questions are refused: each minute of them would have to be made. */
const longestMicros = 31 * dayMicros;
/** Clients whose clocks are ahead write starts that are still to come. */
const aheadMicros = 3_600_000_000;

/** The bounds of a question: the last day, where nothing is said. A wider range than 31 days is refused with 422. */
export function rangeOf(from: number | undefined, to: number | undefined, now: number): StartRange {
  const end = to ?? now * 1_000 + aheadMicros;
  const start = from ?? Math.min(end, now * 1_000) - dayMicros;
  if (end - start > longestMicros) throw new ApiError(422, "the time range is longer than 31 days");
  return { from: start, to: end };
}

/** What a body's `filter`, `is_root`, `error` and run type let pass. A filter that cannot be read: 422. */
export function matcherOf(body: RequestBody, runType: string | undefined): (seen: SeenRun) => boolean {
  const passes = filterOf(body.text("filter"));
  const [root, error, parent] = [body.flag("is_root"), body.flag("error"), body.text("parent_run")];
  return (seen) =>
    (runType === undefined || seen.run.runType === runType) &&
    (root === undefined || isRoot(seen.run) === root) &&
    (error === undefined || (seen.status === "error") === error) &&
    (parent === undefined || seen.run.parent?.id === parent) &&
    passes(seen);
}

function filterOf(text: string | undefined): (seen: SeenRun) => boolean {
  if (text === undefined) return () => true;
  try {
    return parseFilter(text, runFields, runField);
  } catch (error) {
    if (error instanceof FilterError) throw new ApiError(422, `filter: ${error.message}`);
    throw error;
  }
}
