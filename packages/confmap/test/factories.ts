import {
  capability,
  defineConnector,
  defineExporter,
  defineExtension,
  defineProcessor,
  defineReceiver,
} from "@genai-collector/component";
import {
  count,
  duration,
  extensionId,
  headers,
  hostPort,
  list,
  map,
  oneOf,
  optional,
  secret,
  section,
  text,
} from "@genai-collector/config/schema";
import type { AnyFactory } from "../src/index.ts";

const doc = "A value.";
const idle = { start: async () => undefined, shutdown: async () => undefined };

export const storage = capability<{ read(): void }>("test.storage/1");
export const checkpoints = capability<{ load(): void }>("test.checkpoints/1");

const listener = (port: number) => map({ endpoint: hostPort({ default: `localhost:${port}`, doc }) });

const otlp = defineReceiver({
  type: "otlp",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: map({
    protocols: map({ grpc: section(listener(4317), { doc }), http: section(listener(4318), { doc }) }),
  }).check((config, problem) => {
    if (config.protocols.grpc === undefined && config.protocols.http === undefined)
      problem("", "must specify at least one protocol when using the OTLP receiver");
  }),
  create: () => idle,
});

const portkey = defineReceiver({
  type: "portkey",
  stability: { metrics: "beta" },
  config: map({
    api_key: secret({ doc }),
    checkpoint: extensionId(checkpoints, { default: "file_checkpoint", doc }),
    loops: map({ analytics: section(map({ cadence: duration({ default: "1m", min: "10s", doc }) }), { doc }) }),
  }),
  create: () => idle,
});

const batch = defineProcessor({
  type: "batch",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: map({
    send_batch_size: count({ default: 8_192, doc }),
    send_batch_max_size: count({ default: 0, doc }),
    timeout: duration({ default: "200ms", doc }),
  }).check((config, problem) => {
    if (config.send_batch_max_size > 0 && config.send_batch_max_size < config.send_batch_size)
      problem("send_batch_max_size", "must be 0 or at least send_batch_size");
  }),
  createAny: (_settings, _config, next) => next,
});

const otlpHttp = defineExporter({
  type: "otlp_http",
  aliases: ["otlphttp"],
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: map({
    endpoint: text({ min: 1, doc }),
    compression: oneOf(["gzip", "none"], { default: "gzip", doc }),
    headers: headers({ default: {}, doc }),
    timeout: duration({ default: "5s", aliases: ["time_out"], doc }),
    sending_queue: section(
      map({ queue_size: count({ default: 1_000, min: 1, doc }), storage: optional(extensionId(storage, { doc })) }),
      { initially: "some", doc },
    ),
  }),
  traits: () => ({ acknowledges: "delivered" }),
  create: () => ({}),
});

const debug = defineExporter({
  type: "debug",
  stability: { traces: "beta", metrics: "beta", logs: "beta" },
  config: map({ labels: list(text({ doc }), { default: [], doc }) }),
  traits: () => ({ acknowledges: "delivered" }),
  create: () => ({}),
});

const forward = defineConnector({
  type: "forward",
  stability: { "logs-logs": "beta", "traces-traces": "beta" },
  config: map({}),
  traits: () => ({ aggregates: false }),
  create: () => ({}),
});

const fileCheckpoint = defineExtension({
  type: "file_checkpoint",
  aliases: ["filecheckpoint"],
  stability: { extension: "beta" },
  config: map({ path: text({ default: "/state/checkpoint.json", doc }) }),
  provides: [checkpoints],
  create: () => ({}),
});

const fileStorage = defineExtension({
  type: "file_storage",
  stability: { extension: "beta" },
  config: map({ directory: text({ default: "/state", doc }) }),
  provides: [storage],
  create: () => ({}),
});

/** A collector with a little of everything. */
export const factories: readonly AnyFactory[] = [
  otlp,
  portkey,
  batch,
  otlpHttp,
  debug,
  forward,
  fileCheckpoint,
  fileStorage,
] as readonly AnyFactory[];
