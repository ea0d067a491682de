import { BasePayload } from "./base-payload.ts";
import type { LogsData, Metric, MetricsData, TracesData } from "./data.ts";
import type { DataOf } from "./otlp/codec.ts";
import type { DeepReadonly, Logs, Metrics, PayloadOf, Range, Signal, Traces } from "./payload.ts";

class TracesPayload extends BasePayload<"traces"> implements Traces {
  constructor(ranges: readonly Range[] | undefined, data?: TracesData, items?: number) {
    super("traces", ranges, data, items);
  }

  decoded(): DeepReadonly<TracesData> {
    return this.decodedData();
  }

  takeDecoded(): TracesData {
    return this.takeDecodedData();
  }

  protected override make(ranges: readonly Range[]): this {
    return new TracesPayload(ranges) as this;
  }

  protected override countDecoded(data: TracesData): number {
    let spans = 0;
    for (const resource of data.resourceSpans) for (const scope of resource.scopeSpans) spans += scope.spans.length;
    return spans;
  }
}

class MetricsPayload extends BasePayload<"metrics"> implements Metrics {
  constructor(ranges: readonly Range[] | undefined, data?: MetricsData, items?: number) {
    super("metrics", ranges, data, items);
  }

  decoded(): DeepReadonly<MetricsData> {
    return this.decodedData();
  }

  takeDecoded(): MetricsData {
    return this.takeDecodedData();
  }

  protected override make(ranges: readonly Range[]): this {
    return new MetricsPayload(ranges) as this;
  }

  protected override countDecoded(data: MetricsData): number {
    let points = 0;
    for (const resource of data.resourceMetrics) {
      for (const scope of resource.scopeMetrics) for (const metric of scope.metrics) points += pointsOf(metric);
    }
    return points;
  }
}

class LogsPayload extends BasePayload<"logs"> implements Logs {
  constructor(ranges: readonly Range[] | undefined, data?: LogsData, items?: number) {
    super("logs", ranges, data, items);
  }

  decoded(): DeepReadonly<LogsData> {
    return this.decodedData();
  }

  takeDecoded(): LogsData {
    return this.takeDecodedData();
  }

  protected override make(ranges: readonly Range[]): this {
    return new LogsPayload(ranges) as this;
  }

  protected override countDecoded(data: LogsData): number {
    let records = 0;
    for (const resource of data.resourceLogs)
      for (const scope of resource.scopeLogs) records += scope.logRecords.length;
    return records;
  }
}

function pointsOf(metric: Metric): number {
  const data = metric.gauge ?? metric.sum ?? metric.histogram ?? metric.exponentialHistogram ?? metric.summary;
  return data?.dataPoints.length ?? 0;
}

/** Traces whose decoded form is the truth: `data` belongs to the payload from here on. */
export const createTraces = (data: TracesData): Traces => new TracesPayload(undefined, data);
/** Metrics whose decoded form is the truth: `data` belongs to the payload from here on. */
export const createMetrics = (data: MetricsData): Metrics => new MetricsPayload(undefined, data);
/** Logs whose decoded form is the truth: `data` belongs to the payload from here on. */
export const createLogs = (data: LogsData): Logs => new LogsPayload(undefined, data);
/** Traces over encoded `ResourceSpans`. */
export const tracesFromRanges = (ranges: readonly Range[], items?: number): Traces =>
  new TracesPayload(ranges, undefined, items);
/** Metrics over encoded `ResourceMetrics`. */
export const metricsFromRanges = (ranges: readonly Range[], items?: number): Metrics =>
  new MetricsPayload(ranges, undefined, items);
/** Logs over encoded `ResourceLogs`. */
export const logsFromRanges = (ranges: readonly Range[], items?: number): Logs =>
  new LogsPayload(ranges, undefined, items);

const fromRanges = { traces: tracesFromRanges, metrics: metricsFromRanges, logs: logsFromRanges } as const;

/** A payload of `signal` over encoded ranges. `items`: how many are in them, where that is known already. */
export function payloadFromRanges<S extends Signal>(signal: S, ranges: readonly Range[], items?: number): PayloadOf<S> {
  return fromRanges[signal](ranges, items) as PayloadOf<S>;
}

const fromData = { traces: createTraces, metrics: createMetrics, logs: createLogs } as const;

/** A payload of `signal` whose decoded form is the truth. */
export function createPayload<S extends Signal>(signal: S, data: DataOf<S>): PayloadOf<S> {
  return fromData[signal](data as never) as PayloadOf<S>;
}
