import type { Metric, MetricsData, NumberDataPoint } from "@genai-collector/pdata";
import { strip } from "./content-value.ts";
import { Drops } from "./drops.ts";
import { labelSet } from "./label-set.ts";
import { dropEmptyMetrics, pointsOf, type AnyPoint } from "./metric-data.ts";
import { stripAround, type PushedPolicy } from "./pushed-policy.ts";

/** Strips content from metrics, wherever attributes stand, and keeps each metric within its budget. In place. */
export function guardPushedMetrics(data: MetricsData, policy: PushedPolicy): void {
  const drops = new Drops();
  let stripped = 0;
  for (const { resource, scopeMetrics } of data.resourceMetrics) {
    stripped += stripAround(resource, scopeMetrics);
    for (const { metrics } of scopeMetrics) {
      for (const metric of metrics) {
        stripped += stripMetric(metric);
        keepWithinBudget(metric, policy, drops);
      }
    }
  }
  dropEmptyMetrics(data);
  drops.record("metrics", policy);
  if (stripped > 0) policy.recorders.stripped.record(stripped);
}

function stripMetric(metric: Metric): number {
  let stripped = strip(metric.metadata);
  for (const point of pointsOf(metric).dataPoints) {
    stripped += strip(point.attributes);
    for (const exemplar of point.exemplars ?? []) stripped += strip(exemplar.filteredAttributes);
  }
  return stripped;
}

function keepWithinBudget(metric: Metric, { budget, recorders, books }: PushedPolicy, drops: Drops): void {
  const data = pointsOf(metric);
  const over: AnyPoint[] = [];
  data.dataPoints = data.dataPoints.filter((point) => {
    const verdict = budget.admit(metric.name, labelSet(point.attributes));
    if (verdict === "new") recorders.new_label_sets.record(1);
    if (verdict === "over") over.push(point);
    return verdict !== "over";
  });
  if (over.length === 0) return;
  const isDelta = metric.sum !== undefined && metric.sum.aggregationTemporality === 1;
  if (isDelta) {
    metric.sum!.dataPoints.push(overflowPoint(over as NumberDataPoint[]));
    recorders.overflowed.record(over.length);
    books.dropped("metrics", over.length, "overflow");
    books.made("metrics", 1, "overflow");
  } else drops.add("budget", over.length);
}

/** Deltas add up whatever their labels were: one point for all, under OpenTelemetry's overflow attribute. */
function overflowPoint(points: readonly NumberDataPoint[]): NumberDataPoint {
  const starts = points.map((point) => point.startTimeUnixNano ?? 0n);
  const times = points.map((point) => point.timeUnixNano);
  const frame = {
    attributes: [{ key: "otel.metric.overflow", value: { boolValue: true } }],
    startTimeUnixNano: starts.reduce((a, b) => (a < b ? a : b)),
    timeUnixNano: times.reduce((a, b) => (a > b ? a : b)),
  };
  // A metric keeps the type of its numbers: sinks refuse a series that changes it.
  if (points.every(({ asDouble }) => asDouble === undefined))
    return { ...frame, asInt: points.reduce((sum, { asInt }) => sum + (asInt ?? 0n), 0n) };
  return {
    ...frame,
    asDouble: points.reduce((sum, { asDouble, asInt }) => sum + (asDouble ?? Number(asInt ?? 0n)), 0),
  };
}
