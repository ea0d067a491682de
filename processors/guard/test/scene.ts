import type {
  BatchContext,
  Consumer,
  Coverage,
  LoopTraits,
  PathTraits,
  Payload,
  Signal,
} from "@genai-collector/component";
import {
  createLogs,
  createMetrics,
  type AnyValue,
  type KeyValue,
  type LogRecord,
  type Metric,
  type Resource,
} from "@genai-collector/pdata";
import { createSettings, decodeConfig, Recorded, Sink, VirtualRuntime, World } from "@genai-collector/testkit";
import { guardProcessorFactory } from "../src/index.ts";

export const coverage: Coverage = {
  receiver: "langsmith",
  loop: "runs",
  pass: "",
  from: 0,
  to: 60_000,
  observedAt: 120_000,
};

/** A guard between a test and a sink. */
export function setScene<S extends Signal>(signal: S, config: object = {}, paths: readonly PathTraits[] = []) {
  const world = new World();
  const recorded = new Recorded();
  const { instruments } = guardProcessorFactory;
  const settings = createSettings<NonNullable<typeof instruments>>("guard", new VirtualRuntime(world), {
    recorded,
    instruments,
    paths,
  });
  const sink = new Sink(signal);
  const decoded = decodeConfig(guardProcessorFactory.config, config, "guard");
  const guard = guardProcessorFactory.createAny!(settings, decoded, sink as unknown as Consumer<Payload>);
  const consume = (payload: Payload, more: Partial<BatchContext> = {}): Promise<void> =>
    guard.consume(payload, { acknowledge: "delivered", signal: new AbortController().signal, ...more });
  const dropped = (reason: string): number => recorded.count(`guard.dropped{reason=${reason}}`);
  const count = (name: string): number => recorded.count(`guard.${name}`);
  return { world, sink, consume, dropped, count, recorded };
}

/** A pipeline with one loop of `coverage`'s receiver that releases these names. */
export function pathOf(loop: string, releases: readonly string[], signal: Signal = "logs"): PathTraits {
  const traits: LoopTraits = {
    name: loop,
    signal,
    cadenceMs: 60_000,
    requestsPerPoll: 1,
    unsettled: false,
    series: [],
    releases,
  };
  return {
    pipeline: signal,
    signal,
    loops: [{ ...traits, receiver: coverage.receiver }],
    pushed: false,
    exporters: [],
  };
}

export type Pairs = Readonly<Record<string, string | AnyValue>>;

export function attributesOf(pairs: Pairs): KeyValue[] {
  return Object.entries(pairs).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : value,
  }));
}

/** A gauge of one metric with a point for each set of labels; each in its own minute. */
export function gauge(name: string, ...sets: readonly Pairs[]): Metric {
  const dataPoints = sets.map((pairs, i) => ({
    attributes: attributesOf(pairs),
    timeUnixNano: BigInt(i + 1) * 60_000_000_000n,
    asDouble: i,
  }));
  return { name, gauge: { dataPoints } };
}

export function metricsOf(metrics: readonly Metric[], resource: Partial<Resource> = {}) {
  return createMetrics({
    resourceMetrics: [
      { resource: { attributes: [], ...resource }, scopeMetrics: [{ scope: { name: "s" }, metrics: [...metrics] }] },
    ],
  });
}

export function logsOf(records: readonly Partial<LogRecord>[], resource: Pairs = {}) {
  const logRecords = records.map((record) => ({ timeUnixNano: 1n, attributes: [], ...record }));
  return createLogs({
    resourceLogs: [
      { resource: { attributes: attributesOf(resource) }, scopeLogs: [{ scope: { name: "s" }, logRecords }] },
    ],
  });
}
