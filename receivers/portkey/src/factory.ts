import { definePollingReceiver } from "@genai-collector/polling";
import { analyticsLoop } from "./analytics/analytics-loop.ts";
import { graphNames } from "./analytics/graphs.ts";
import { expectedWorkspace, portkeyConfig } from "./config.ts";
import { groupKinds } from "./groups/group.ts";
import { groupsLoop } from "./groups/groups-loop.ts";
import { portkeyInstruments } from "./telemetry.ts";
import { WorkspaceScope } from "./workspace-scope.ts";

/** Polls the Portkey AI gateway. */
export const portkeyReceiverFactory = definePollingReceiver({
  type: "portkey",
  stability: { metrics: "beta" },
  config: portkeyConfig,
  instruments: portkeyInstruments,
  loopNames: ["analytics", "groups"],
  endpoints: [
    ...graphNames.map((name) => `graphs/${name}`),
    ...groupKinds.map((kind) => `groups/${kind}`),
    "groups/workspace",
  ],
  source: (config) => ({
    endpoint: config.endpoint,
    headers: () => ({ [config.api_key_header.toLowerCase()]: config.api_key.reveal() }),
  }),
  loops(config) {
    const { analytics, groups } = config.loops;
    const expected = expectedWorkspace(config);
    const scope = expected === "" ? undefined : new WorkspaceScope(expected);
    return [
      ...(analytics === undefined ? [] : [analyticsLoop(config, analytics, scope)]),
      ...(groups === undefined ? [] : [groupsLoop(config, groups, scope)]),
    ];
  },
});
