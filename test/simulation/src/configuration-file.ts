import {
  exporterOf,
  hasDurableQueue,
  pipelineOf,
  pushedSink,
  type PushedSetup,
  type QueueSetup,
  type Setup,
  type SimulatedWorkspace,
} from "./setup.ts";

/** Where the collector keeps its frontiers. */
export const checkpointPath = "/var/lib/genai/checkpoint.json";

/** Where its queues are that are on disk. */
export const queueFolder = "/var/lib/genai/queue";

/** Where the collector shows its own metrics. */
export const metricsPage = "http://127.0.0.1:8888/metrics";

/** The key that a workspace's platform asks for. */
export function apiKeyOf({ name }: SimulatedWorkspace): string {
  return `pk-${name}`;
}

/** Where applications push. */
export const pushEndpoint = "http://localhost:4318/v1/logs";

/** With what a memory limiter refuses: so much heap is in use. */
export const shortMemoryBytes = 200 * 1_048_576;

/** The configuration of a setup, as a user would write it. JSON is YAML. */
export function configurationFile(setup: Setup): string {
  const { pushed } = setup;
  const polled = Object.fromEntries(
    setup.workspaces.map((workspace) => [workspace.receiver, receiver(setup, workspace)]),
  );
  const exporters = setup.sinks.map((sink) => [exporterOf(setup, sink), exporter(setup, sink, setup.queue)]);
  const extensions = { ...coordination(setup), ...(hasDurableQueue(setup) ? { file_storage: storage } : {}) };
  return JSON.stringify({
    receivers: { ...polled, ...(pushed === undefined ? {} : { otlp: otlpReceiver(pushed) }) },
    processors: {
      settle: { after: ms(setup.settleMs) },
      guard: {},
      batch: { timeout: "1s" },
      memory_limiter: { check_interval: "1s", limit_mib: 100, spike_limit_mib: 20 },
    },
    exporters: {
      ...Object.fromEntries(exporters),
      ...(pushed === undefined ? {} : { [pushedSink.exporter]: exporter(setup, pushedSink.sink, pushed.queue) }),
    },
    extensions,
    service: {
      extensions: Object.keys(extensions),
      telemetry: {
        metrics: { readers: [{ pull: { exporter: { prometheus: { host: "127.0.0.1", port: 8888 } } } }] },
      },
      pipelines: { ...polledPipelines(setup, Object.keys(polled)), ...pushedPipeline(setup) },
    },
  });
}

/** Leases that are short for stories, and long enough for what is lost on the way once. */
const lease = { lease_duration: "15s", renew_deadline: "10s", retry_period: "5s" };

/** The extensions that keep frontiers and say who leads. */
function coordination({ coordination: kind, shardBy: shard_by }: Setup): Readonly<Record<string, object>> {
  if (kind === "file") return { file_checkpoint: { path: checkpointPath } };
  const where = kind === "dynamodb" ? { table: "genai" } : { namespace: "genai" };
  return { [`${kind}_checkpoint`]: where, [`${kind}_leader_elector`]: { ...where, ...lease, polling: { shard_by } } };
}

function polledPipelines(setup: Setup, receivers: readonly string[]): object {
  const processors = [...admission(setup), "settle", "guard"];
  return Object.fromEntries(
    setup.sinks.map((sink) => [
      pipelineOf(setup, sink),
      { receivers, processors, exporters: [exporterOf(setup, sink)] },
    ]),
  );
}

function pushedPipeline(setup: Setup): object {
  if (setup.pushed === undefined) return {};
  const processors = [...admission(setup), "guard", ...(setup.pushed.hasBatch ? ["batch"] : [])];
  return { logs: { receivers: ["otlp"], processors, exporters: [pushedSink.exporter] } };
}

function admission({ limitsMemory }: Setup): readonly string[] {
  return limitsMemory ? ["memory_limiter"] : [];
}

function otlpReceiver({ acknowledge }: PushedSetup): object {
  return { protocols: { http: {} }, acknowledge };
}

/** Small files, for some of them to be full and deleted. */
const storage = { directory: queueFolder, create_directory: true, segment_size: "64KiB" };

function receiver(setup: Setup, workspace: SimulatedWorkspace): object {
  const useCases = Object.entries(workspace.useCases).map(([label, api_key_ids]) => ({ label, api_key_ids }));
  return {
    endpoint: `https://${workspace.name}.portkey.example/v1`,
    api_key: apiKeyOf(workspace),
    rate_limit: { requests_per_second: setup.rateLimit.perSecond, burst: setup.rateLimit.burst },
    checkpoint: `${setup.coordination}_checkpoint`,
    ...(setup.coordination === "file" ? {} : { leader_elector: `${setup.coordination}_leader_elector` }),
    http: { timeout: ms(setup.httpTimeoutMs) },
    use_cases: useCases,
    expected_workspace: setup.checksWorkspace ? workspace.name : "",
    loops: {
      analytics: {
        cadence: ms(setup.cadenceMs),
        window: ms(setup.windowMs),
        max_backfill: ms(workspace.maxBackfillMs ?? setup.maxBackfillMs),
        graphs: setup.graphs,
        metric_prefix: workspace.prefix,
      },
    },
  };
}

function exporter({ compression }: Setup, sink: string, queue: QueueSetup): object {
  const { isDurable, size, batches, mostPoints } = queue;
  const batch = { flush_timeout: "1s", min_size: mostPoints, max_size: mostPoints };
  const sending_queue = {
    queue_size: size,
    ...(isDurable ? { storage: "file_storage" } : {}),
    ...(batches ? { batch: mostPoints === 0 ? {} : batch } : {}),
  };
  return { endpoint: `https://${sink}.example`, compression, sending_queue };
}

function ms(duration: number): string {
  return `${duration}ms`;
}
