import type {
  AnyValue,
  DeepReadonly,
  Instant,
  KeyValue,
  LogRecord,
  Logs,
  Metrics,
  MetricsData,
  Span,
  Traces,
} from "@genai-collector/component";

type Metric = DeepReadonly<MetricsData>["resourceMetrics"][number]["scopeMetrics"][number]["metrics"][number];
type Shape = "gauge" | "sum" | "histogram" | "exponentialHistogram" | "summary";

/** One data point, flat. */
export interface Point {
  /** The metric's name. */
  readonly name: string;
  readonly unit: string;
  readonly shape: Shape;
  readonly labels: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  /** A number's value; of the other shapes, the sum of what they counted. */
  readonly value: number;
  /** Whole milliseconds of the point's time. */
  readonly at: Instant;
}

/** Every span of a payload, in order. */
export function spansOf(payload: Traces): Span[] {
  const { resourceSpans } = payload.decoded();
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)) as Span[];
}

/** Every log record of a payload, in order. */
export function recordsOf(payload: Logs): LogRecord[] {
  const { resourceLogs } = payload.decoded();
  return resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)) as LogRecord[];
}

/** Every data point of a payload, in order. */
export function pointsOf(payload: Metrics): Point[] {
  return payload.decoded().resourceMetrics.flatMap(({ resource, scopeMetrics }) => {
    const attributes = labelsOf(resource.attributes);
    return scopeMetrics.flatMap(({ metrics }) => metrics.flatMap((metric) => metricPoints(metric, attributes)));
  });
}

/** Attributes as text, by key: what a test compares. Of a repeated key, the last. */
export function labelsOf(attributes: DeepReadonly<KeyValue[]>): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueText(value)]));
}

function metricPoints(metric: Metric, resource: Record<string, string>): Point[] {
  const { name, unit = "" } = metric;
  const common = { name, unit, resource };
  const shape = (["gauge", "sum", "histogram", "exponentialHistogram", "summary"] as const).find(
    (candidate) => metric[candidate] !== undefined,
  );
  if (shape === undefined) return [];
  return metric[shape]!.dataPoints.map((point) => ({
    ...common,
    shape,
    labels: labelsOf(point.attributes),
    value: "count" in point ? (point.sum ?? 0) : numberOf(point),
    at: Number(point.timeUnixNano / 1_000_000n),
  }));
}

function numberOf(point: { readonly asDouble?: number | undefined; readonly asInt?: bigint | undefined }): number {
  return point.asDouble ?? Number(point.asInt ?? 0n);
}

function valueText(value: DeepReadonly<AnyValue>): string {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = value;
  const plain = stringValue ?? boolValue ?? intValue ?? doubleValue;
  if (plain !== undefined) return String(plain);
  if (bytesValue !== undefined)
    return `0x${Array.from(bytesValue, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  if (arrayValue !== undefined) return `[${arrayValue.values.map(valueText).join(",")}]`;
  if (kvlistValue !== undefined) return JSON.stringify(labelsOf(kvlistValue.values));
  return "";
}
