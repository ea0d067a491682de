import { CollectorError } from "@genai-collector/component";
import { isBefore, placeBehind, type Place } from "./place.ts";
import type { RunRow } from "./run-fields.ts";
import type { RunsPage } from "./runs-reader.ts";

/**
 * How far one stretch of time is read: group of projects by group, page by page. Everything that is needed to go on, in
 * this process or another.
 */
export interface RunWalk {
  /** Which group of projects. */
  readonly group: number;
  /** Of the next page; undefined: the query is asked from its start, or from `after`. */
  readonly token: string | undefined;
  /** Behind the last run. */
  readonly place: Place | undefined;
  /** The query was begun anew behind this place: what stands before it was there already. */
  readonly after: Place | undefined;
  /** Ids of the last page that had any. */
  readonly last: readonly string[];
  /** A page held runs from before the one before it: places say nothing then. */
  readonly isMixed: boolean;
  /** Pages of this query, and the token that was seen at the last power of two of them. */
  readonly pages: number;
  readonly milestone: string | undefined;
  /** Pages in a row with nothing but what the page before had. */
  readonly idle: number;
  /** How often the query was begun anew since there was something new. */
  readonly resumed: number;
  /** How often it was begun from its very start, because places say nothing. */
  readonly restarted: number;
}

/** The start of a group. */
export function walkOf(group: number): RunWalk {
  return {
    group,
    token: undefined,
    place: undefined,
    after: undefined,
    last: [],
    isMixed: false,
    pages: 0,
    milestone: undefined,
    idle: 0,
    resumed: 0,
    restarted: 0,
  };
}

/** A server that gives the same again and again, or pages in no order without saying which one comes next. */
function stuck(problem: string): CollectorError {
  return new CollectorError("LANGSMITH_STUCK_PAGES", `runs/query: ${problem}`, { kind: "malformed" });
}

/**
 * The same walk with its query begun anew, behind what it has had; once also from the start, where pages came in no
 * order. Throws `LANGSMITH_STUCK_PAGES` where that would never end.
 */
export function resumedWalk(walk: RunWalk): RunWalk {
  if (walk.resumed > 0) throw stuck("pages lead nowhere, twice");
  const { isMixed, place, last, restarted } = walk;
  if (isMixed && restarted > 0) throw stuck("pages are in no order, and the next one cannot be had");
  return {
    ...walkOf(walk.group),
    ...(isMixed ? undefined : { place, after: place, last }),
    resumed: walk.resumed + 1,
    restarted: restarted + (isMixed ? 1 : 0),
  };
}

/** What one page gave. */
export interface TakenPage {
  /** Runs that were not there before, in the order of the page. */
  readonly rows: readonly RunRow[];
  /** Runs that the page before had already. */
  readonly repeated: number;
  /** Where to go on; undefined: the group is done. */
  readonly walk: RunWalk | undefined;
  /** Why the query is begun anew, if it is. */
  readonly reset: "cursor_missing" | "stuck" | undefined;
}

/** Pages in a row without anything new that a server may give before it counts as stuck. */
const mostIdlePages = 8;

/**
 * Takes a page in: `range` is the stretch of time, [from, to) in nanoseconds. Runs from outside of it are its
 * neighbours'; runs without a start are kept, because nothing says where they belong.
 */
export function takePage(
  walk: RunWalk,
  page: RunsPage,
  range: { readonly from: bigint; readonly to: bigint },
): TakenPage {
  const known = new Set(walk.last);
  const ids: string[] = [];
  const rows: RunRow[] = [];
  let { place, isMixed } = walk;
  let [repeated, isNew] = [0, false];
  for (const row of page.rows) {
    const { id, start_time: start } = row;
    if (id !== undefined) {
      ids.push(id);
      if (known.has(id)) {
        repeated++;
        continue;
      }
      known.add(id);
    }
    isNew = true;
    if (start !== undefined) {
      if (start < range.from || start >= range.to) continue;
      if (walk.after !== undefined && isBefore(walk.after, start, id)) continue;
      isMixed ||= walk.place !== undefined && start < walk.place.start;
      place = placeBehind(place, start, id);
    }
    rows.push(row);
  }
  const taken: RunWalk = {
    ...walk,
    place,
    isMixed,
    last: ids.length > 0 ? ids : walk.last,
    pages: walk.pages + 1,
    idle: isNew ? 0 : walk.idle + 1,
    resumed: rows.length > 0 ? 0 : walk.resumed,
  };
  // Behind a place, what it stands for comes again by design.
  return { rows, repeated: walk.after === undefined ? repeated : 0, ...onwards(walk, taken, page) };
}

function onwards(before: RunWalk, taken: RunWalk, page: RunsPage): Pick<TakenPage, "walk" | "reset"> {
  const { next } = page;
  if (typeof next === "object") {
    // Pages that come again look as if they were in no order, and are not: what they led to so far stands.
    const isCycle = next.token === before.milestone && taken.place === before.place;
    if (isCycle) return { walk: resumedWalk({ ...taken, isMixed: false }), reset: "stuck" };
    if (taken.idle >= mostIdlePages) return { walk: resumedWalk(taken), reset: "stuck" };
    const isMilestone = (taken.pages & (taken.pages - 1)) === 0;
    return {
      walk: { ...taken, token: next.token, milestone: isMilestone ? next.token : taken.milestone },
      reset: undefined,
    };
  }
  const mayBeMore = next === "unreadable" || (next === "unsaid" && page.isFull);
  const isBehind = before.resumed > 0 && taken.resumed > 0;
  if (!mayBeMore || (isBehind && !page.isFull)) return { walk: undefined, reset: undefined };
  return { walk: resumedWalk(taken), reset: "cursor_missing" };
}
