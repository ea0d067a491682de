import type { Metric, MetricsData, NumberDataPoint } from "@genai-collector/pdata";
import { labelKey } from "@genai-collector/pdata";

const minuteNanos = 60_000_000_000n;

/**
 * Keeps the newest `max` points of each series in each minute, with their own times and in their order; of two at one
 * time the larger. In place. Returns how many went (delivery.md §3.6).
 */
export function limitPointsPerMinute(data: MetricsData, max: number): number {
  const groups = new Map<string, NumberDataPoint[]>();
  for (const { metric, points } of gaugesAndSums(data)) {
    for (const point of points) {
      const parts = [metric.name, metric.unit ?? "", labelKey(point.attributes), point.timeUnixNano / minuteNanos];
      const key = JSON.stringify(parts.map(String));
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [point]);
      else group.push(point);
    }
  }
  const gone = new Set(
    [...groups.values()].flatMap((group) => (group.length > max ? group.toSorted(newestFirst).slice(max) : [])),
  );
  if (gone.size === 0) return 0;
  for (const { metric, points } of gaugesAndSums(data))
    (metric.gauge ?? metric.sum)!.dataPoints = points.filter((point) => !gone.has(point));
  return gone.size;
}

function* gaugesAndSums(
  data: MetricsData,
): Generator<{ readonly metric: Metric; readonly points: readonly NumberDataPoint[] }> {
  for (const resource of data.resourceMetrics) {
    for (const scope of resource.scopeMetrics) {
      for (const metric of scope.metrics) {
        const points = (metric.gauge ?? metric.sum)?.dataPoints;
        if (points !== undefined) yield { metric, points };
      }
    }
  }
}

function newestFirst(a: NumberDataPoint, b: NumberDataPoint): number {
  if (a.timeUnixNano !== b.timeUnixNano) return a.timeUnixNano > b.timeUnixNano ? -1 : 1;
  return valueOf(b) - valueOf(a);
}

function valueOf(point: NumberDataPoint): number {
  return point.asDouble ?? Number(point.asInt ?? 0n);
}
