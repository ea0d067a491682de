import type { Metric, MetricsData, Resource } from "@genai-collector/pdata";
import { isContent } from "./content-floor.ts";
import { holdsContent } from "./content-value.ts";
import { Drops, type DropReason } from "./drops.ts";
import { dropEmptyMetrics, pointsOf, type AnyPoint } from "./metric-data.ts";
import { limitPointsPerMinute } from "./points-per-minute.ts";
import { budgetReason, isIdentity, labelReason, stripFrame, type PolledPolicy } from "./polled-policy.ts";

/**
 * Polled metrics: a point with a label that is content or not allowed goes whole, because a series with a label taken off
 * is another series. In place (delivery.md §8.1).
 */
export function guardPolledMetrics(data: MetricsData, policy: PolledPolicy): void {
  const drops = new Drops();
  let stripped = 0;
  for (const { resource, scopeMetrics } of data.resourceMetrics)
    stripped += stripFrame(resource, scopeMetrics) + stripResource(resource, policy);
  drops.add("points_per_minute", limitPointsPerMinute(data, policy.maxPointsPerMinute));
  for (const { scopeMetrics } of data.resourceMetrics) {
    for (const { metrics } of scopeMetrics) {
      for (const metric of metrics) stripped += guardMetric(metric, policy, drops);
    }
  }
  dropEmptyMetrics(data);
  drops.record("metrics", policy);
  if (stripped > 0) policy.recorders.stripped.record(stripped);
}

/** A metric's resource is the same for every point: what is neither identity nor allowed is taken off; the points stay. */
function stripResource(resource: Resource, policy: PolledPolicy): number {
  const before = resource.attributes.length;
  resource.attributes = resource.attributes.filter(
    (attribute) =>
      (isIdentity(attribute) && !holdsContent(attribute)) || labelReason([attribute], policy) === undefined,
  );
  return before - resource.attributes.length;
}

/** Descriptions, metadata and exemplars are taken off: polled data has none, and they hold free text. */
function guardMetric(metric: Metric, policy: PolledPolicy, drops: Drops): number {
  const data = pointsOf(metric);
  let stripped = (metric.metadata?.length ?? 0) + ((metric.description ?? "") === "" ? 0 : 1);
  metric.metadata = undefined;
  metric.description = undefined;
  data.dataPoints = data.dataPoints.filter((point) => drops.keeps(pointReason(metric, point, policy)));
  for (const point of data.dataPoints) {
    stripped += point.exemplars?.length ?? 0;
    point.exemplars = undefined;
  }
  return stripped;
}

function pointReason(metric: Metric, { attributes }: AnyPoint, policy: PolledPolicy): DropReason | undefined {
  if (isContent(metric.name)) return "content";
  return labelReason(attributes, policy) ?? budgetReason(metric.name, attributes, policy);
}
