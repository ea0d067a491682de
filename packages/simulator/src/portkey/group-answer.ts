import type { FaultKind } from "../faults.ts";
import { planted } from "../planted.ts";
import { costCentsOf } from "./statistics.ts";
import type { SimulatedRequest } from "./traffic.ts";

/** By what a group's rows differ, and whether they tell the cost and the answer its quota flag. */
const dimensions: Readonly<
  Record<
    string,
    {
      readonly field: string;
      readonly of: (request: SimulatedRequest) => string;
      readonly hasCost: boolean;
      readonly hasFlag: boolean;
    }
  >
> = {
  "ai-models": { field: "ai_model", of: (request) => request.model, hasCost: true, hasFlag: false },
  users: { field: "user", of: (request) => request.user, hasCost: true, hasFlag: true },
  workspace: { field: "workspace", of: (request) => request.workspace, hasCost: false, hasFlag: true },
};

/** One page of a group: totals of the whole window by dimension. Undefined for a group that the platform lacks. */
export function groupAnswer(
  name: string,
  requests: readonly SimulatedRequest[],
  query: URLSearchParams,
  fault: FaultKind | undefined,
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
    ...(dimension.hasFlag ? { is_quota_exceeded: fault === "quota" } : {}),
    data: rows.slice(page * size, (page + 1) * size),
  };
}
