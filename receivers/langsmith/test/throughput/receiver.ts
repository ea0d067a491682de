// Polls runs from the platform whose line is the first argument until so many came; prints what that took this process.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { timersOver, type HttpClient, type Runtime } from "@genai-collector/component";
import {
  createHost,
  createOutputs,
  decodeConfig,
  LogsSink,
  MemoryCheckpointStore,
  createSettings,
} from "@genai-collector/testkit";
import { langsmithReceiverFactory } from "../../src/index.ts";

const { endpoint, aheadMs } = JSON.parse(process.argv[2]!) as { readonly endpoint: string; readonly aheadMs: number };
const wanted = Number(process.argv[3]);

/** The real world as far as it is needed: loopback, the clock and timers. */
const http: HttpClient = {
  async request({ url, method, headers, body, signal }) {
    const answer = await fetch(url, { method, headers, signal, body: body === undefined ? null : Buffer.concat(body) });
    const chunks = answer.body!;
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: {
        read: async () => new Uint8Array(await answer.arrayBuffer()),
        [Symbol.asyncIterator]: () => chunks[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>,
      },
    };
  },
  close: () => Promise.resolve(),
};
const timer = (ms: number, run: () => void): (() => void) => {
  const handle = ms === Infinity ? undefined : setTimeout(run, ms);
  return () => clearTimeout(handle);
};
const runtime = {
  clock: { now: () => Date.now() + aheadMs, monotonic: () => performance.now() },
  timers: { ...timersOver(timer), after: timer, pause: () => new Promise((resolve) => setImmediate(resolve)) },
  random: { next: Math.random, uuid: () => crypto.randomUUID() },
  http: { open: () => http },
} as unknown as Runtime;

/** Counts, and keeps nothing. */
class CountingSink extends LogsSink {
  count = 0;
  bytes = 0;
  readonly rssMiB: number[] = [];
  readonly done = Promise.withResolvers<void>();

  override consume(payload: Parameters<LogsSink["consume"]>[0]): Promise<void> {
    this.count += payload.items;
    this.bytes += payload.bytes;
    if (this.count >= (this.rssMiB.length + 1) * 100_000)
      this.rssMiB.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
    if (this.count >= wanted) this.done.resolve();
    return Promise.resolve();
  }
}

/** What a test remembers of every instrument would be what grows. */
const instruments = new Proxy({}, { get: () => ({ record: () => undefined }) });
const config = decodeConfig(
  langsmithReceiverFactory.config,
  {
    endpoint,
    api_key: "lsv2_sk_test",
    http: { allow_private: true },
    rate_limit: { requests_per_second: 1_000_000, burst: 1_000_000 },
    loops: { runs: { session_filter: 'neq(name, "__none__")', window: "1h", max_backfill: "24h" } },
  },
  "receivers::langsmith",
);
const sink = new CountingSink();
const settings = createSettings<NonNullable<typeof langsmithReceiverFactory.instruments>>("langsmith", runtime);
const receiver = langsmithReceiverFactory.create({ ...settings, instruments }, config, createOutputs({ logs: [sink] }));
const store = new MemoryCheckpointStore();
const key = { receiver: "langsmith", loop: "runs", pass: "", pipeline: "logs" };
await store.advance(key, { time: Math.floor((Date.now() + aheadMs) / 1_000) * 1_000 - 12 * 3_600_000 }, 1, []);

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const [begun, before] = [performance.now(), process.cpuUsage()];
await receiver.start(createHost({ file_checkpoint: store.provided }));
await sink.done.promise;
const { user, system } = process.cpuUsage(before);
const seconds = (performance.now() - begun) / 1_000;
const { count: records, bytes, rssMiB } = sink;
const rounded = (ms: number): number => Math.round(ms / 1e5) / 10;
console.log(
  JSON.stringify({
    records,
    bytesPerRecord: Math.round(bytes / records),
    seconds: Math.round(seconds),
    perSecond: Math.round(records / seconds),
    perCpuSecond: Math.round(records / ((user + system) / 1e6)),
    loopDelayMs: { p50: rounded(delay.percentile(50)), p99: rounded(delay.percentile(99)), max: rounded(delay.max) },
    rssMiB,
  }),
);
process.exit(0);
