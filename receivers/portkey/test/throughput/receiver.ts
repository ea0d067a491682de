// Exports from the platform whose line is the argument until so many records came; prints what that took this process.
import { monitorEventLoopDelay } from "node:perf_hooks";
import {
  createHost,
  createOutputs,
  createSettings,
  decodeConfig,
  LogsSink,
  MemoryCheckpointStore,
} from "@genai-collector/testkit";
import { portkeyReceiverFactory } from "../../src/index.ts";
import { realRuntime } from "./real-runtime.ts";

const { endpoint, workspaceId, now } = JSON.parse(process.argv[2]!) as Record<"endpoint" | "workspaceId", string> & {
  now: number;
};
const wanted = Number(process.argv[3]);
const settings: object = JSON.parse(process.argv[4] ?? "{}") as object;

const config = decodeConfig(
  portkeyReceiverFactory.config,
  {
    endpoint: `${endpoint}/v1`,
    api_key: "pk-test",
    http: { allow_private: true },
    rate_limit: { requests_per_second: 1_000_000, burst: 1_000_000 },
    loops: {
      logs_export: {
        workspace_id: workspaceId,
        signed_url_allow_hosts: ["127.0.0.1"],
        window: "6h",
        max_backfill: "24h",
        ...settings,
      },
    },
  },
  "receivers::portkey",
);

/** A longer pause between two deliveries is a wait for the platform, which makes files more slowly than they are read. */
const longestBusyMs = 1_000;
let [records, bytes] = [0, 0];
let [busyMs, busyRecords, deliveredAt] = [0, 0, 0];
const rss: number[] = [];
const done = Promise.withResolvers<void>();
const sink = new LogsSink();
sink.consume = (payload) => {
  records += payload.items;
  bytes += payload.bytes;
  const pauseMs = performance.now() - deliveredAt;
  deliveredAt += pauseMs;
  if (pauseMs < longestBusyMs) {
    busyMs += pauseMs;
    busyRecords += payload.items;
  }
  if (Math.floor(records / 100_000) > rss.length) {
    globalThis.gc?.();
    rss.push(Math.round(process.memoryUsage.rss() / 1_048_576));
  }
  if (records >= wanted) done.resolve();
  return Promise.resolve();
};

const runtime = realRuntime(now - Date.now());
const receiver = portkeyReceiverFactory.create(
  createSettings("portkey", runtime, { instruments: portkeyReceiverFactory.instruments }),
  config,
  createOutputs({ logs: [sink] }),
);
const delay = monitorEventLoopDelay({ resolution: 5 });
const begun = performance.now();
const cpuBefore = process.cpuUsage();
delay.enable();
await receiver.start(createHost({ file_checkpoint: new MemoryCheckpointStore().provided }));
await done.promise;
delay.disable();
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - begun) / 1_000;
const cpuSeconds = (user + system) / 1_000_000;
await receiver.shutdown(AbortSignal.timeout(1_000));
console.log(
  JSON.stringify({
    records,
    bytesPerRecord: Math.round(bytes / records),
    seconds: Number(seconds.toFixed(1)),
    recordsPerSecond: Math.round(records / seconds),
    recordsPerBusySecond: Math.round((busyRecords / busyMs) * 1_000),
    recordsPerCpuSecond: Math.round(records / cpuSeconds),
    loopDelayMs: { p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
    rssMiB: rss,
  }),
);
process.exit(0);
