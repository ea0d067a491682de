import {
  createLogs,
  createMetrics,
  createTraces,
  type KeyValue,
  type Logs,
  type LogsData,
  type Metrics,
  type MetricsData,
  type NumberDataPoint,
  type Resource,
  type Span,
  type Traces,
  type TracesData,
} from "@genai-collector/pdata";
import type { Instant } from "@genai-collector/component";
import { SeededRandom } from "./seeded-random.ts";

export interface GenerateOptions {
  /** The same seed gives the same data. 1 when absent. */
  readonly seed?: number | string;
  /** `Resource*` messages; 1 when absent. */
  readonly resources?: number;
  /** Spans, points or records of each resource; 8 when absent. */
  readonly items?: number;
  /** Attributes of each item; 10 when absent. */
  readonly attributes?: number;
  /** When the first item starts; 2026-01-01 UTC when absent. */
  readonly start?: Instant;
  /** Between two items of a resource, in milliseconds; 10 when absent. */
  readonly everyMs?: number;
}

type Resolved = Required<GenerateOptions>;

const defaults: Resolved = {
  seed: 1,
  resources: 1,
  items: 8,
  attributes: 10,
  start: Date.UTC(2026, 0, 1),
  everyMs: 10,
};
const models = ["gpt-5", "claude-opus-4-5", "gemini-3-pro", "mistral-large"] as const;
const providers = ["openai", "anthropic", "gcp.vertex_ai", "mistral_ai"] as const;
/** Spans of one trace. */
const traceSize = 8;
const errorShare = 0.02;

/** Spans of model calls: traces of eight, one in fifty an error. */
export function generateTraces(options: GenerateOptions = {}): Traces {
  return createTraces(generateTracesData(options));
}

/** Token counts by model: a delta sum per resource, one point an item. */
export function generateMetrics(options: GenerateOptions = {}): Metrics {
  return createMetrics(generateMetricsData(options));
}

/** Events of model calls. */
export function generateLogs(options: GenerateOptions = {}): Logs {
  return createLogs(generateLogsData(options));
}

/** What `generateTraces` encodes. */
export function generateTracesData(options: GenerateOptions = {}): TracesData {
  return {
    resourceSpans: each(options, "traces", (resource, random, resolved) => {
      const spans: Span[] = [];
      for (let i = 0; i < resolved.items; i++) spans.push(nextSpan(spans, random, resolved));
      return { resource, scopeSpans: [{ scope: { name: "generated" }, spans }] };
    }),
  };
}

/** What `generateMetrics` encodes. */
export function generateMetricsData(options: GenerateOptions = {}): MetricsData {
  return {
    resourceMetrics: each(options, "metrics", (resource, random, resolved) => {
      const dataPoints = Array.from({ length: resolved.items }, (_, i) => nextPoint(i, random, resolved));
      const sum = { dataPoints, aggregationTemporality: 1, isMonotonic: true };
      const metric = { name: "gen_ai.client.tokens", description: "Tokens used.", unit: "{token}", sum };
      return { resource, scopeMetrics: [{ scope: { name: "generated" }, metrics: [metric] }] };
    }),
  };
}

/** What `generateLogs` encodes. */
export function generateLogsData(options: GenerateOptions = {}): LogsData {
  return {
    resourceLogs: each(options, "logs", (resource, random, resolved) => ({
      resource,
      scopeLogs: [
        {
          scope: { name: "generated" },
          logRecords: Array.from({ length: resolved.items }, (_, i) => ({
            timeUnixNano: nanosAt(i, resolved),
            observedTimeUnixNano: nanosAt(i, resolved) + 1_000_000n,
            severityNumber: random.chance(errorShare) ? 17 : 9,
            eventName: "gen_ai.client.inference.operation.details",
            body: { stringValue: `operation ${random.uuid()}` },
            attributes: itemAttributes(random, resolved.attributes),
            traceId: random.bytes(16),
            spanId: random.bytes(8),
          })),
        },
      ],
    })),
  };
}

function each<T>(
  options: GenerateOptions,
  signal: string,
  build: (resource: Resource, random: SeededRandom, resolved: Resolved) => T,
): T[] {
  const resolved = { ...defaults, ...options };
  const random = new SeededRandom(`${signal} ${resolved.seed}`);
  return Array.from({ length: resolved.resources }, (_, i) => build(resourceOf(i), random, resolved));
}

function resourceOf(index: number): Resource {
  return {
    attributes: [
      text("service.name", `assistant-${index}`),
      text("service.namespace", "generated"),
      text("deployment.environment.name", index % 2 === 0 ? "production" : "staging"),
    ],
  };
}

function nextSpan(before: readonly Span[], random: SeededRandom, options: Resolved): Span {
  const index = before.length;
  const root = before[index - (index % traceSize)];
  const startTimeUnixNano = nanosAt(index, options);
  // Exponential, with a mean of one second, as the latencies of model calls are roughly.
  const durationNanos = BigInt(Math.round(-Math.log(1 - random.next()) * 1e9));
  return {
    traceId: root?.traceId ?? random.bytes(16),
    spanId: random.bytes(8),
    parentSpanId: root?.spanId ?? new Uint8Array(),
    name: `chat ${random.pick(models)}`,
    kind: 3,
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + durationNanos,
    attributes: itemAttributes(random, options.attributes),
    status: random.chance(errorShare) ? { code: 2, message: "rate limited" } : {},
  };
}

function nextPoint(index: number, random: SeededRandom, options: Resolved): NumberDataPoint {
  const timeUnixNano = nanosAt(index, options);
  return {
    attributes: itemAttributes(random, options.attributes),
    startTimeUnixNano: timeUnixNano - BigInt(options.everyMs) * 1_000_000n,
    timeUnixNano,
    asInt: BigInt(random.below(10_000)),
  };
}

/** The first `count` of six attributes of model calls, then numbered ones of the application. */
function itemAttributes(random: SeededRandom, count: number): KeyValue[] {
  const which = random.below(models.length);
  const attributes = [
    text("gen_ai.provider.name", providers[which]!),
    text("gen_ai.request.model", models[which]!),
    text("gen_ai.operation.name", "chat"),
    whole("gen_ai.usage.input_tokens", random.below(8_000)),
    whole("gen_ai.usage.output_tokens", random.below(2_000)),
    whole("http.response.status_code", random.chance(errorShare) ? 429 : 200),
  ].slice(0, count);
  while (attributes.length < count)
    attributes.push(text(`app.attribute.${attributes.length - 6}`, `value-${random.below(1_000)}`));
  return attributes;
}

function nanosAt(index: number, { start, everyMs }: Resolved): bigint {
  return BigInt(start + index * everyMs) * 1_000_000n;
}

function text(key: string, stringValue: string): KeyValue {
  return { key, value: { stringValue } };
}

function whole(key: string, value: number): KeyValue {
  return { key, value: { intValue: BigInt(value) } };
}
