import { exporterOf, pipelineOf, receiverOf, type Setup, type SimulatedWorkspace } from "./setup.ts";

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

/** The configuration of a setup, as a user would write it. JSON is YAML. */
export function configurationFile(setup: Setup): string {
  const receivers = setup.workspaces.map((workspace) => [receiverOf(setup, workspace), receiver(setup, workspace)]);
  const exporters = setup.sinks.map((sink) => [exporterOf(setup, sink), exporter(setup, sink)]);
  const pipelines = setup.sinks.map((sink) => [
    pipelineOf(setup, sink),
    {
      receivers: receivers.map(([id]) => id),
      processors: ["settle", "guard"],
      exporters: [exporterOf(setup, sink)],
    },
  ]);
  return JSON.stringify({
    receivers: Object.fromEntries(receivers),
    processors: { settle: { after: ms(setup.settleMs) }, guard: {} },
    exporters: Object.fromEntries(exporters),
    extensions: {
      file_checkpoint: { path: checkpointPath },
      ...(setup.queue.isDurable ? { file_storage: storage } : {}),
    },
    service: {
      extensions: ["file_checkpoint", ...(setup.queue.isDurable ? ["file_storage"] : [])],
      telemetry: {
        metrics: { readers: [{ pull: { exporter: { prometheus: { host: "127.0.0.1", port: 8888 } } } }] },
      },
      pipelines: Object.fromEntries(pipelines),
    },
  });
}

/** Small files, for some of them to be full and deleted. */
const storage = { directory: queueFolder, create_directory: true, segment_size: "64KiB" };

function receiver(setup: Setup, workspace: SimulatedWorkspace): object {
  const useCases = Object.entries(workspace.useCases).map(([label, api_key_ids]) => ({ label, api_key_ids }));
  return {
    endpoint: `https://${workspace.name}.portkey.example/v1`,
    api_key: apiKeyOf(workspace),
    rate_limit: { requests_per_second: 20, burst: 40 },
    http: { timeout: ms(setup.httpTimeoutMs) },
    use_cases: useCases,
    expected_workspace: setup.checksWorkspace ? workspace.name : "",
    loops: {
      analytics: {
        cadence: ms(setup.cadenceMs),
        window: ms(setup.windowMs),
        max_backfill: ms(setup.maxBackfillMs),
        graphs: setup.graphs,
        metric_prefix: workspace.prefix,
      },
    },
  };
}

function exporter({ compression, queue }: Setup, sink: string): object {
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
