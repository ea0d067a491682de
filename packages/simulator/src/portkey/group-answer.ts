import { planted } from "../planted.ts";
import { costCentsOf } from "./statistics.ts";
import type { SimulatedRequest } from "./traffic.ts";

/** By what a group's rows differ, and whether they tell the cost. */
const dimensions: Readonly<
  Record<
    string,
    { readonly field: string; readonly of: (request: SimulatedRequest) => string; readonly hasCost: boolean }
  >
> = {
  "ai-models": { field: "ai_model", of: (request) => request.model, hasCost: true },
  users: { field: "user", of: (request) => request.user, hasCost: true },
  workspace: { field: "workspace", of: (request) => request.workspace, hasCost: false },
};

/** One page of a group: totals of the whole window by dimension. Undefined for a group that the platform lacks. */
export function groupAnswer(
  name: string,
  requests: readonly SimulatedRequest[],
  query: URLSearchParams,
): object | undefined {
  const dimension = dimensions[name];
  if (dimension === undefined) return undefined;
  const rows = [...Map.groupBy(requests, dimension.of)].map(([value, members]) => ({
    [dimension.field]: value,
    requests: members.length,
    ...(dimension.hasCost ? { cost: costCentsOf(members) } : {}),
    object: "analytics-group",
    last_prompt: planted.content,
  }));
  const size = Number(query.get("page_size") ?? 50);
  const page = Number(query.get("current_page") ?? 0);
  return {
    object: "list",
    total: rows.length,
    is_quota_exceeded: false,
    data: rows.slice(page * size, (page + 1) * size),
  };
}
