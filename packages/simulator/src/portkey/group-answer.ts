import { planted } from "../planted.ts";
import { drifted } from "./drift.ts";
import { groupedBy, type GroupDimension } from "./group-dimension.ts";
import type { PortkeyFaultKind } from "./portkey-faults.ts";
import { costCentsOf, tokensOf } from "./statistics.ts";
import type { SimulatedRequest } from "./traffic.ts";

type Row = Readonly<Record<string, unknown>>;
type Fault = PortkeyFaultKind | undefined;

/** What a page is asked by. */
export interface Page {
  /** At least 1. */
  readonly size: number;
  /** From 0 on. */
  readonly number: number;
}

/** Rows of a page that nobody gave a size. */
const usualSize = 50;

/** The page that a query asks for; undefined where a number of it is none. A parameter called `page` is ignored. */
export function pageOf(query: URLSearchParams): Page | undefined {
  const [size, number] = [Number(query.get("page_size") ?? usualSize), Number(query.get("current_page") ?? 0)] as const;
  return Number.isInteger(size) && Number.isInteger(number) && size >= 1 && number >= 0 ? { size, number } : undefined;
}

/** One page of a group: totals of the whole window by value, the busiest first. */
export function groupAnswer(
  dimension: GroupDimension,
  requests: Iterable<SimulatedRequest>,
  page: Page,
  fault: Fault,
): object {
  const groups = [...groupedBy(dimension, requests)].toSorted(
    ([value, members], [otherValue, otherMembers]) =>
      otherMembers.length - members.length || (value < otherValue ? -1 : 1),
  );
  const first = (fault === "ignored_page" ? 0 : page.number) * page.size;
  const shown = groups.slice(first, first + page.size);
  const rows = shown.map(([value, members], index) => driftedRow(rowOf(dimension, value, members), index, fault));
  return {
    object: "list",
    total: groups.length,
    ...(dimension.hasFlag ? { is_quota_exceeded: fault === "quota" } : {}),
    // What is said twice differs: only the first may count.
    data: fault === "repeated_row" ? [...rows, ...rows.map((row) => ({ ...row, requests: 1 }))] : rows,
    debug: { api_key: planted.secret, owner: planted.person },
  };
}

function rowOf(dimension: GroupDimension, value: string, members: readonly SimulatedRequest[]): Row {
  return {
    [dimension.field]: value,
    requests: members.length,
    ...(dimension.hasCost ? { cost: costCentsOf(members) } : {}),
    ...(dimension.hasExtras ? extrasOf(members) : {}),
    object: "analytics-group",
    // Fields that nobody asked for, as vendors add them.
    last_prompt: planted.content,
    sample_response: { text: planted.completion, user: planted.person },
  };
}

function extrasOf(members: readonly SimulatedRequest[]): Row {
  const { input, output } = tokensOf(members);
  const lastSeen = members.reduce((latest, { time }) => Math.max(latest, time), 0);
  return {
    avg_tokens: Math.round(((input + output) / members.length) * 10) / 10,
    avg_weighted_feedback: null,
    last_seen: `${new Date(lastSeen).toISOString().slice(0, 19)}Z`,
    requests_with_feedback: 0,
  };
}

/** Drift strikes the number of requests in every second row, and the cost, if there is one, in the others. */
function driftedRow(row: Row, index: number, fault: Fault): Row {
  if (fault === "numeric_dimension") return { ...row, [Object.keys(row)[0]!]: 42 };
  return drifted(row, index % 2 === 0 && "cost" in row ? "cost" : "requests", fault);
}
