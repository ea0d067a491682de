import type {
  AnyValue,
  Exemplar,
  KeyValue,
  LogsData,
  Metric,
  MetricsData,
  NumberDataPoint,
  TracesData,
} from "@genai-collector/pdata";
import { labelKey } from "@genai-collector/pdata";
import type { CardinalityBudget } from "./cardinality-budget.ts";
import { isContent } from "./content-floor.ts";
import type { GuardRecorders } from "./telemetry.ts";

/** What the policy for pushed data needs. */
export interface PushedPolicy {
  readonly budget: CardinalityBudget;
  readonly dropBodies: boolean;
  readonly recorders: GuardRecorders;
}

/** Strips content from pushed traces, wherever attributes stand; the spans go on. In place. */
export function guardPushedTraces(data: TracesData, { recorders }: PushedPolicy): void {
  let stripped = 0;
  for (const resource of data.resourceSpans) {
    stripped += strip(resource.resource.attributes);
    for (const scope of resource.scopeSpans) {
      stripped += strip(scope.scope?.attributes);
      for (const span of scope.spans) {
        stripped += strip(span.attributes);
        for (const event of span.events ?? []) stripped += strip(event.attributes);
        for (const link of span.links ?? []) stripped += strip(link.attributes);
      }
    }
  }
  if (stripped > 0) recorders.stripped.record(stripped);
}

/** The same for logs; bodies by policy. In place. */
export function guardPushedLogs(data: LogsData, { recorders, dropBodies }: PushedPolicy): void {
  let stripped = 0;
  let bodies = 0;
  for (const resource of data.resourceLogs) {
    stripped += strip(resource.resource.attributes);
    for (const scope of resource.scopeLogs) {
      stripped += strip(scope.scope?.attributes);
      for (const record of scope.logRecords) {
        stripped += strip(record.attributes);
        if (record.body === undefined) continue;
        if (dropBodies) {
          record.body = undefined;
          bodies++;
        } else stripped += stripValue(record.body);
      }
    }
  }
  if (stripped > 0) recorders.stripped.record(stripped);
  if (bodies > 0) recorders.bodies_dropped.record(bodies);
}

/** The same for metrics, with a budget of label sets. In place. */
export function guardPushedMetrics(data: MetricsData, policy: PushedPolicy): void {
  let stripped = 0;
  for (const resource of data.resourceMetrics) {
    stripped += strip(resource.resource.attributes);
    for (const scope of resource.scopeMetrics) {
      stripped += strip(scope.scope?.attributes);
      for (const metric of scope.metrics) {
        stripped += strip(metric.metadata) + stripMetric(metric);
        keepWithinBudget(metric, policy);
      }
      scope.metrics = scope.metrics.filter((metric) => dataOf(metric).dataPoints.length > 0);
    }
    resource.scopeMetrics = resource.scopeMetrics.filter((scope) => scope.metrics.length > 0);
  }
  data.resourceMetrics = data.resourceMetrics.filter((resource) => resource.scopeMetrics.length > 0);
  if (stripped > 0) policy.recorders.stripped.record(stripped);
}

interface Point {
  attributes: KeyValue[];
  exemplars?: Exemplar[] | undefined;
}

function dataOf(metric: Metric): { dataPoints: Point[] } {
  return (
    metric.gauge ??
    metric.sum ??
    metric.histogram ??
    metric.exponentialHistogram ??
    metric.summary ?? { dataPoints: [] }
  );
}

function stripMetric(metric: Metric): number {
  let stripped = 0;
  for (const point of dataOf(metric).dataPoints) {
    stripped += strip(point.attributes);
    for (const exemplar of point.exemplars ?? []) stripped += strip(exemplar.filteredAttributes);
  }
  return stripped;
}

function keepWithinBudget(metric: Metric, { budget, recorders }: PushedPolicy): void {
  const data = dataOf(metric);
  const over: Point[] = [];
  data.dataPoints = data.dataPoints.filter((point) => {
    const verdict = budget.admit(metric.name, labelKey(point.attributes));
    if (verdict === "new") recorders.new_label_sets.record(1);
    if (verdict === "over") over.push(point);
    return verdict !== "over";
  });
  if (over.length === 0) return;
  const isDelta = metric.sum !== undefined && metric.sum.aggregationTemporality === 1;
  if (isDelta) {
    metric.sum!.dataPoints.push(overflowPoint(over as NumberDataPoint[]));
    recorders.overflowed.record(over.length);
  } else recorders.dropped.record(over.length, { reason: "budget" });
}

/** Deltas add up whatever their labels were: one point for all, under OpenTelemetry's overflow attribute. */
function overflowPoint(points: readonly NumberDataPoint[]): NumberDataPoint {
  const starts = points.map((point) => point.startTimeUnixNano ?? 0n);
  const times = points.map((point) => point.timeUnixNano);
  return {
    attributes: [{ key: "otel.metric.overflow", value: { boolValue: true } }],
    startTimeUnixNano: starts.reduce((a, b) => (a < b ? a : b)),
    timeUnixNano: times.reduce((a, b) => (a > b ? a : b)),
    asDouble: points.reduce((sum, point) => sum + (point.asDouble ?? Number(point.asInt ?? 0n)), 0),
  };
}

/** Takes content off, in place and in order, inside nested values too. Returns how many attributes went. */
export function strip(attributes: KeyValue[] | undefined): number {
  if (attributes === undefined) return 0;
  let kept = 0;
  let inside = 0;
  for (const attribute of attributes) {
    if (isContent(attribute.key)) continue;
    inside += stripValue(attribute.value);
    attributes[kept++] = attribute;
  }
  const gone = attributes.length - kept;
  attributes.length = kept;
  return gone + inside;
}

function stripValue(value: AnyValue): number {
  if (value.kvlistValue !== undefined) return strip(value.kvlistValue.values);
  if (value.arrayValue === undefined) return 0;
  return value.arrayValue.values.reduce((sum, each) => sum + stripValue(each), 0);
}
