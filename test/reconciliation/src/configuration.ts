import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { loadFiles, type Configuration } from "@genai-collector/test-simulation";
import type { Setup, Shipped } from "./setup.ts";

const configs = new URL("../../../configs/", import.meta.url);

/** Where the collector keeps its frontiers. */
export const checkpointPath = "/var/lib/genai/checkpoint.json";

/** The workspace whose log is exported. */
export const workspaceId = "0f3c7a52-6a52-4d0e-9d0e-3b1f5a7c9e21";

/** Hosts of the platforms, of Portkey's files, and of the sink. */
export const hosts = {
  portkey: "api.portkey.ai",
  objects: "objects.example.net",
  langsmith: "api.smith.langchain.com",
  sink: "sink.example",
} as const;

/** Keys that must not leave but to their platform. */
export const apiKeys = {
  portkey: "pk-test-4711-reconciliation",
  langsmith: "lsv2_sk_test_0815_reconciliation",
} as const;

/** What the shipped files let every source be asked, each. */
export const budget = { perSecond: 1, burst: 3 } as const;

const files: Readonly<Record<Shipped, readonly string[]>> = {
  both: ["portkey-full.yaml", "langsmith.yaml"],
  "portkey-full": ["portkey-full.yaml"],
  langsmith: ["langsmith.yaml"],
  "ai-platforms": ["ai-platforms.yaml"],
};

/** The shipped files, with what the setup changes behind them. */
export function loadShipped(setup: Setup, instead: readonly object[] = []): Promise<Configuration> {
  const config = [...files[setup.shipped], `yaml:${JSON.stringify(changes(setup))}`];
  const env = {
    PORTKEY_API_KEY: apiKeys.portkey,
    PORTKEY_WORKSPACE_ID: workspaceId,
    PORTKEY_OBJECT_HOSTS: hosts.objects,
    LANGSMITH_API_KEY: apiKeys.langsmith,
    OTLP_ENDPOINT: `https://${hosts.sink}`,
    OTLP_AUTHORIZATION: "Bearer sink-token",
    STATE_DIR: "/var/lib/genai",
  };
  return loadFiles({ config, env, instead, read: (path) => readShipped(path) });
}

async function readShipped(path: string): Promise<Uint8Array> {
  return readFile(fileURLToPath(new URL(path.replace(/^.*\//, ""), configs)));
}

function changes(setup: Setup): object {
  switch (setup.shipped) {
    case "both":
      return { receivers: { ...portkey(setup), ...langsmith(setup) }, service: { pipelines: apart } };
    case "portkey-full":
      return { receivers: portkey(setup) };
    case "langsmith":
      return { receivers: langsmith(setup) };
    case "ai-platforms":
      return {};
  }
}

/** What both files call by one name is told apart: a pipeline for each platform, as they have it alone. */
const apart = {
  metrics: { receivers: ["portkey"], processors: ["settle", "guard"], exporters: ["otlp_http"] },
  "metrics/langsmith": { receivers: ["langsmith"], processors: ["guard"], exporters: ["otlp_http"] },
  logs: { receivers: ["portkey"], processors: ["guard"], exporters: ["otlp_http"] },
  "logs/langsmith": { receivers: ["langsmith"], processors: ["guard"], exporters: ["otlp_http"] },
};

function portkey(setup: Setup): object {
  const loops = {
    analytics: { cadence: ms(setup.analyticsCadenceMs), max_backfill: ms(setup.maxBackfillMs) },
    groups: {
      cadence: ms(setup.groupsCadenceMs),
      metadata_keys: setup.metadataKeys,
      max_groups: setup.maxGroups,
    },
    logs_export: {
      chunk_max_records: setup.chunkRecords,
      page_size: setup.exportPage,
      max_backfill: ms(setup.maxBackfillMs),
    },
  };
  return { portkey: { loops } };
}

function langsmith(setup: Setup): object {
  const loops = {
    sessions: {
      cadence: ms(setup.sessionsCadenceMs),
      max_sessions: setup.maxSessions,
      page_limit: setup.projectsPage,
    },
    usage: { cadence: ms(setup.usageCadenceMs), page_limit: setup.projectsPage },
    runs: {
      cadence: ms(setup.runsCadenceMs),
      page_size: setup.runsPage,
      max_run_duration: ms(setup.maxRunDurationMs),
      max_unfinished_runs: setup.maxUnfinishedRuns,
      max_backfill: ms(setup.maxBackfillMs),
    },
  };
  return { langsmith: { loops } };
}

function ms(duration: number): string {
  return `${duration}ms`;
}
