import { definePollingReceiver } from "@genai-collector/polling";
import { analyticsLoop } from "./analytics/analytics-loop.ts";
import { graphNames } from "./analytics/graphs.ts";
import { expectedWorkspace, portkeyConfig } from "./config.ts";
import { groupKinds } from "./groups/group.ts";
import { groupsLoop } from "./groups/groups-loop.ts";
import { exportsEndpoint } from "./logs-export/export-api.ts";
import { lineProblems, pageProblems } from "./logs-export/export-problems.ts";
import { logsExportLoop } from "./logs-export/logs-export-loop.ts";
import { objectsEndpoint } from "./logs-export/open-object.ts";
import { portkeyInstruments } from "./telemetry.ts";
import { WorkspaceScope } from "./workspace-scope.ts";

/** Polls the Portkey AI gateway. */
export const portkeyReceiverFactory = definePollingReceiver({
  type: "portkey",
  stability: { metrics: "beta", logs: "beta" },
  config: portkeyConfig,
  instruments: portkeyInstruments,
  loopNames: ["analytics", "groups", "logs_export"],
  skipReasons: [...pageProblems, ...lineProblems],
  endpoints: [
    ...graphNames.map((name) => `graphs/${name}`),
    ...groupKinds.map((kind) => `groups/${kind}`),
    "groups/workspace",
    exportsEndpoint,
    objectsEndpoint,
  ],
  source: (config) => ({
    endpoint: config.endpoint,
    headers: () => ({ [config.api_key_header.toLowerCase()]: config.api_key.reveal() }),
  }),
  loops(config) {
    const { analytics, groups, logs_export } = config.loops;
    const expected = expectedWorkspace(config);
    const scope = expected === "" ? undefined : new WorkspaceScope(expected);
    return [
      ...(analytics === undefined ? [] : [analyticsLoop(config, analytics, scope)]),
      ...(groups === undefined ? [] : [groupsLoop(config, groups, scope)]),
      ...(logs_export === undefined ? [] : [logsExportLoop(config, logs_export)]),
    ];
  },
});
