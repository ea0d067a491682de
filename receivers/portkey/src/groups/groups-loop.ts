import { snapshot, type Loop } from "@genai-collector/polling";
import { keyIdsByUseCase, type PortkeyConfig } from "../config.ts";
import type { PortkeyInstruments } from "../telemetry.ts";
import type { WorkspaceScope } from "../workspace-scope.ts";
import { collectGroup, type GroupPass, type GroupsRequest } from "./collect-group.ts";
import { CostCheck } from "./cost-check.ts";
import { groupSeries, groupsOf, type GroupChoice } from "./group.ts";
import type { GroupsConfig } from "./groups-config.ts";

/** Stamps are whole minutes: at most one point a series in each. */
const stampMs = 60_000;

/**
 * One loop for all groups and use cases. Each group of each use case is a pass: it fails, waits and goes on by itself,
 * and gives all of its rows or none.
 */
export function groupsLoop(
  config: PortkeyConfig,
  groups: GroupsConfig,
  scope: WorkspaceScope | undefined,
): Loop<PortkeyInstruments> {
  const choice = choiceOf(config, groups);
  const passes = passesOf(config, choice);
  const request: GroupsRequest = {
    prefix: groups.metric_prefix,
    // Portkey takes whole seconds.
    spanMs: Math.floor((groups.window_span - groups.settle) / 1_000) * 1_000,
    pageSize: groups.page_size,
    maxGroups: groups.max_groups,
    scope,
    costCheck: costCheckOf(config, groups),
  };
  return snapshot<PortkeyInstruments>({
    name: "groups",
    cadenceMs: groups.cadence,
    deadlineMs: groups.deadline,
    passes: [...passes.keys()],
    bucketMs: stampMs,
    settleMs: groups.settle,
    series: groupSeries(choice),
    collect: (moment, io) => collectGroup(request, passes.get(moment.pass)!, moment, io),
  });
}

/** Where both loops tell costs, they must tell the same. */
function costCheckOf({ loops: { analytics } }: PortkeyConfig, { emit_cost }: GroupsConfig): CostCheck | undefined {
  const isGraphed = analytics?.graphs.includes("cost") === true;
  return isGraphed && emit_cost ? new CostCheck(analytics.cost_divisor) : undefined;
}

/** What the configuration chooses of what there is. */
function choiceOf(config: Pick<PortkeyConfig, "use_cases">, groups: GroupsConfig): GroupChoice {
  return {
    metadataKeys: groups.metadata_keys,
    emitCost: groups.emit_cost,
    emitPrompts: groups.emit_prompts,
    prefix: groups.metric_prefix,
    hasUseCases: config.use_cases.length > 0,
  };
}

/** By name: `metadata/team`, with a use case `chat/metadata/team`. */
function passesOf(config: PortkeyConfig, choice: GroupChoice): ReadonlyMap<string, GroupPass> {
  const passes = new Map<string, GroupPass>();
  for (const [useCase, apiKeyIds] of keyIdsByUseCase(config)) {
    for (const group of groupsOf(choice))
      passes.set(useCase === "" ? group.path : `${useCase}/${group.path}`, { group, useCase, apiKeyIds });
  }
  return passes;
}
