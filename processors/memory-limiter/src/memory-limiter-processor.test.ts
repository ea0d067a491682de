import { CollectorError, type BatchContext, type Consumer, type Payload } from "@genai-collector/component";
import {
  createSettings,
  decodeConfig,
  generateLogs,
  generateMetrics,
  generateTraces,
  LogsSink,
  MetricsSink,
  Recorded,
  TracesSink,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { memoryLimiterProcessorFactory } from "./factory.ts";
import type { memoryLimiterProcessorInstruments } from "./telemetry.ts";

const mebibyte = 2 ** 20;
const coverage = { receiver: "r", loop: "l", pass: "", from: 0, to: 60_000, observedAt: 60_000 } as const;

/** A pipeline of each signal, all with the same limiter of 100 MiB, started. */
async function setUp() {
  const world = new World();
  const runtime = new VirtualRuntime(world, { tracing: true });
  const recorded = new Recorded();
  const { config, instruments } = memoryLimiterProcessorFactory;
  const decoded = decodeConfig(config, { check_interval: "1s", limit_mib: 100 }, "memory_limiter");
  const sinks = { traces: new TracesSink(), metrics: new MetricsSink(), logs: new LogsSink() };
  const create = (next: Consumer<Payload>) => {
    const settings = createSettings<typeof memoryLimiterProcessorInstruments>("memory_limiter", runtime, {
      recorded,
      instruments,
    });
    return memoryLimiterProcessorFactory.createAny!(settings, decoded, next);
  };
  const processors = {
    traces: create(sinks.traces),
    metrics: create(sinks.metrics),
    logs: create(sinks.logs),
  };
  for (const processor of Object.values(processors)) await processor.start!({} as never);
  const consume = (payload: Payload, context: Partial<BatchContext> = {}): Promise<unknown> =>
    processors[payload.signal]
      .consume(payload, { acknowledge: "accepted", signal: new AbortController().signal, ...context })
      .then(
        () => "taken",
        (error: unknown) => error,
      );
  /** Takes effect at the next look. */
  const use = async (mib: number): Promise<void> => {
    runtime.process.use = { ...runtime.process.use, heapUsedBytes: mib * mebibyte };
    await world.advance(1_000);
  };
  const count = (name: string): number => recorded.count(`memory_limiter.${name}`);
  return { runtime, sinks, processors, consume, use, count };
}

describe("memory_limiter", () => {
  it("94: refuses above soft with a transient error, accepts again below, and counts both", async () => {
    const { sinks, consume, use, count } = await setUp();
    const all = (): Payload[] => [
      generateTraces({ items: 3 }),
      generateMetrics({ items: 4 }),
      generateLogs({ items: 5 }),
    ];
    for (const payload of all()) expect(await consume(payload)).toBe("taken");
    await use(85);
    for (const payload of all())
      expect(await consume(payload)).toMatchObject({
        code: "MEMORY_LIMITER_REFUSED",
        kind: "refused",
        retryAfterMs: 1_000,
      });
    await use(79);
    expect(await consume(generateTraces({ items: 1 }))).toBe("taken");
    expect([sinks.traces.items, sinks.metrics.items, sinks.logs.items]).toEqual([4, 4, 5]);
    expect(["spans", "metric_points", "log_records"].map((items) => count(`accepted_${items}`))).toEqual([4, 4, 5]);
    expect(["spans", "metric_points", "log_records"].map((items) => count(`refused_${items}`))).toEqual([3, 4, 5]);
  });

  it("is one for all pipelines: garbage is collected once", async () => {
    const { runtime, use } = await setUp();
    await use(85);
    expect(runtime.process.collections).toBe(1);
  });

  it("lets what comes next answer: data that it took there and was refused further on was accepted here", async () => {
    const { sinks, consume, count } = await setUp();
    sinks.traces.failWith(new CollectorError("DOWN", "down", { kind: "retryable" }));
    expect(await consume(generateTraces({ items: 2 }))).toMatchObject({ code: "DOWN" });
    expect([count("accepted_spans"), count("refused_spans")]).toEqual([2, 0]);
  });

  it("hands on the very payload and context, of polled data as well, and refuses that, too", async () => {
    const { sinks, consume, use } = await setUp();
    const [payload, unsettled] = [generateMetrics(), { after: 0, settledUpTo: () => undefined }];
    await consume(payload, { acknowledge: "delivered", coverage, unsettled });
    expect(sinks.metrics.payloads[0]).toBe(payload);
    expect(sinks.metrics.contexts[0]).toMatchObject({ coverage, unsettled });
    await use(85);
    expect(await consume(generateMetrics(), { coverage })).toMatchObject({ kind: "refused" });
  });

  it("refuses nothing after the end", async () => {
    const { runtime, processors, consume, use } = await setUp();
    await use(85);
    for (const processor of Object.values(processors)) await processor.shutdown!(new AbortController().signal);
    expect(await consume(generateTraces())).toBe("taken");
    expect(runtime.leaks()).toEqual([]);
  });

  it("has otelcol's metrics", () => {
    const names = Object.keys(memoryLimiterProcessorFactory.instruments!);
    expect(names).toEqual([
      "accepted_spans",
      "accepted_metric_points",
      "accepted_log_records",
      "refused_spans",
      "refused_metric_points",
      "refused_log_records",
      "used_bytes",
      "forced_collections",
    ]);
  });

  it("only admits", () => {
    expect(memoryLimiterProcessorFactory.traits!({} as never)).toEqual({ admitsOnly: true });
  });
});
