import type { KeyValue, LogRecord, LogsData, Metric, MetricsData, Resource } from "@genai-collector/pdata";
import { labelKey } from "@genai-collector/pdata";
import type { CardinalityBudget } from "./cardinality-budget.ts";
import { isContent } from "./content-floor.ts";
import { limitPointsPerMinute } from "./points-per-minute.ts";
import type { dropReasons, GuardRecorders } from "./telemetry.ts";

type Reason = (typeof dropReasons)[number];

/** What the policy for polled data needs. */
export interface PolledPolicy {
  readonly allowed: ReadonlySet<string>;
  readonly budget: CardinalityBudget;
  readonly maxPointsPerMinute: number;
  readonly maxStreamLabelKeys: number;
  readonly recorders: GuardRecorders;
}

/** Attributes of the emitter itself: nothing that a platform said. */
const identity = new Set(["service.name", "service.namespace", "deployment.environment.name"]);

/**
 * Polled metrics: a point with a label that is content or not allowed goes whole, because a series with a label taken off
 * is another series. In place.
 */
export function guardPolledMetrics(data: MetricsData, policy: PolledPolicy): void {
  const { recorders } = policy;
  const surplus = limitPointsPerMinute(data, policy.maxPointsPerMinute);
  if (surplus > 0) recorders.dropped.record(surplus, { reason: "points_per_minute" });
  const dropped = new Map<Reason, number>();
  for (const resource of data.resourceMetrics) {
    stripResource(resource.resource, policy);
    for (const scope of resource.scopeMetrics) {
      for (const metric of scope.metrics) keepPoints(metric, policy, dropped);
      scope.metrics = scope.metrics.filter((metric) => dataOf(metric).dataPoints.length > 0);
    }
    resource.scopeMetrics = resource.scopeMetrics.filter((scope) => scope.metrics.length > 0);
  }
  data.resourceMetrics = data.resourceMetrics.filter((resource) => resource.scopeMetrics.length > 0);
  for (const [reason, items] of dropped) recorders.dropped.record(items, { reason });
}

/** Polled logs: no bodies; a record with content in any attribute goes whole. In place. */
export function guardPolledLogs(data: LogsData, policy: PolledPolicy): void {
  const dropped = new Map<Reason, number>();
  for (const resource of data.resourceLogs) {
    const reason = resourceReason(resource.resource, policy);
    for (const scope of resource.scopeLogs) {
      scope.logRecords = scope.logRecords.filter((record) => keepRecord(record, reason, policy, dropped));
    }
    resource.scopeLogs = resource.scopeLogs.filter((scope) => scope.logRecords.length > 0);
  }
  data.resourceLogs = data.resourceLogs.filter((resource) => resource.scopeLogs.length > 0);
  for (const [reason, items] of dropped) policy.recorders.dropped.record(items, { reason });
}

function dataOf(metric: Metric): { dataPoints: { attributes: KeyValue[] }[] } {
  return (
    metric.gauge ??
    metric.sum ??
    metric.histogram ??
    metric.exponentialHistogram ??
    metric.summary ?? { dataPoints: [] }
  );
}

function keepPoints(metric: Metric, policy: PolledPolicy, dropped: Map<Reason, number>): void {
  const data = dataOf(metric);
  data.dataPoints = data.dataPoints.filter(({ attributes }) => {
    const reason = labelReason(attributes, policy) ?? budgetReason(metric.name, attributes, policy);
    return kept(reason, dropped);
  });
}

function keepRecord(
  record: LogRecord,
  resourceReason: Reason | undefined,
  policy: PolledPolicy,
  dropped: Map<Reason, number>,
): boolean {
  if (record.body !== undefined) {
    record.body = undefined;
    policy.recorders.bodies_dropped.record(1);
  }
  return kept(resourceReason ?? (record.attributes.some(({ key }) => isContent(key)) ? "content" : undefined), dropped);
}

function labelReason(attributes: readonly KeyValue[], { allowed }: PolledPolicy): Reason | undefined {
  if (attributes.some(({ key }) => isContent(key))) return "content";
  return attributes.some(({ key }) => !allowed.has(key)) ? "label" : undefined;
}

function budgetReason(series: string, attributes: readonly KeyValue[], policy: PolledPolicy): Reason | undefined {
  const verdict = policy.budget.admit(series, labelKey(attributes));
  if (verdict === "new") policy.recorders.new_label_sets.record(1);
  return verdict === "over" ? "budget" : undefined;
}

/** A log's resource attributes become its stream: they are allow-listed and counted like labels. */
function resourceReason(resource: Resource, policy: PolledPolicy): Reason | undefined {
  const indexed = resource.attributes.filter(({ key }) => !identity.has(key));
  if (resource.attributes.length > policy.maxStreamLabelKeys) return "stream_labels";
  return labelReason(indexed, policy) ?? budgetReason("logs", indexed, policy);
}

/** A metric's resource is the same for every point: what is not identity is taken off, and the points stay. */
function stripResource(resource: Resource, policy: PolledPolicy): void {
  const before = resource.attributes.length;
  resource.attributes = resource.attributes.filter(({ key }) => !isContent(key));
  if (resource.attributes.length < before) policy.recorders.stripped.record(before - resource.attributes.length);
}

function kept(reason: Reason | undefined, dropped: Map<Reason, number>): boolean {
  if (reason === undefined) return true;
  dropped.set(reason, (dropped.get(reason) ?? 0) + 1);
  return false;
}
