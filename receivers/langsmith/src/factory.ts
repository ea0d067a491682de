import { definePollingReceiver } from "@genai-collector/polling";
import { capabilityOf } from "./capability-of.ts";
import { langsmithConfig, type LangsmithConfig } from "./config.ts";
import { runsLoop } from "./runs/runs-loop.ts";
import { runsSkipReasons } from "./runs/runs-telemetry.ts";
import { sessionsLoop } from "./sessions/sessions-loop.ts";
import { endpointNames, langsmithInstruments, loopNames } from "./telemetry.ts";
import { usageLoop } from "./usage/usage-loop.ts";

/** Polls LangSmith. */
export const langsmithReceiverFactory = definePollingReceiver({
  type: "langsmith",
  stability: { metrics: "beta", logs: "beta" },
  config: langsmithConfig,
  instruments: langsmithInstruments,
  loopNames,
  skipReasons: runsSkipReasons,
  endpoints: endpointNames,
  capabilityOf,
  source: (config) => ({ endpoint: config.endpoint, headers: () => headersOf(config) }),
  loops(config) {
    const { sessions, runs, usage } = config.loops;
    return [
      ...(sessions === undefined ? [] : [sessionsLoop(config, sessions)]),
      ...(runs === undefined ? [] : [runsLoop(config, runs)]),
      ...(usage === undefined ? [] : [usageLoop(config, usage)]),
    ];
  },
});

function headersOf({ api_key, api_key_header, headers, tenant_id }: LangsmithConfig): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])),
    ...(tenant_id === "" ? undefined : { "x-tenant-id": tenant_id }),
    [api_key_header.toLowerCase()]: api_key.reveal(),
  };
}
