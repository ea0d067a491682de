import type { Exemplar, KeyValue, Metric, MetricsData } from "@genai-collector/pdata";

/** What points of every kind have. */
export interface AnyPoint {
  attributes: KeyValue[];
  exemplars?: Exemplar[] | undefined;
}

/** The points of a metric of any kind; to be replaced in place. */
export function pointsOf(metric: Metric): { dataPoints: AnyPoint[] } {
  return (
    metric.gauge ??
    metric.sum ??
    metric.histogram ??
    metric.exponentialHistogram ??
    metric.summary ?? { dataPoints: [] }
  );
}

/** Leaves out metrics, scopes and resources without points. In place. */
export function dropEmptyMetrics(data: MetricsData): void {
  for (const resource of data.resourceMetrics) {
    for (const scope of resource.scopeMetrics)
      scope.metrics = scope.metrics.filter((metric) => pointsOf(metric).dataPoints.length > 0);
    resource.scopeMetrics = resource.scopeMetrics.filter((scope) => scope.metrics.length > 0);
  }
  data.resourceMetrics = data.resourceMetrics.filter((resource) => resource.scopeMetrics.length > 0);
}
