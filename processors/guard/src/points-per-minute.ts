import type { Metric, MetricsData, NumberDataPoint } from "@genai-collector/pdata";
import { labelSet } from "./label-set.ts";

const minuteNanos = 60_000_000_000n;

/**
 * Keeps the newest `max` points of each series in each minute, with their own times and in their order; of two at one
 * time the larger. In place. Returns how many went (delivery.md §3.6).
 */
export function limitPointsPerMinute(data: MetricsData, max: number): number {
  const groups = new Map<string, NumberDataPoint[]>();
  for (const { resource, metric, points } of gaugesAndSums(data)) {
    for (const point of points) {
      const minute = String(point.timeUnixNano / minuteNanos);
      const key = JSON.stringify([resource, metric.name, metric.unit ?? "", labelSet(point.attributes), minute]);
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

/** `resource`: its attributes as one text. Two resources make two series. */
function* gaugesAndSums(
  data: MetricsData,
): Generator<{ readonly resource: string; readonly metric: Metric; readonly points: readonly NumberDataPoint[] }> {
  for (const { resource, scopeMetrics } of data.resourceMetrics) {
    const identity = labelSet(resource.attributes);
    for (const { metrics } of scopeMetrics) {
      for (const metric of metrics) {
        const points = (metric.gauge ?? metric.sum)?.dataPoints;
        if (points !== undefined) yield { resource: identity, metric, points };
      }
    }
  }
}

function newestFirst(a: NumberDataPoint, b: NumberDataPoint): number {
  if (a.timeUnixNano !== b.timeUnixNano) return a.timeUnixNano > b.timeUnixNano ? -1 : 1;
  return compare(valueOf(b), valueOf(a));
}

/** NaN, which is not comparable, counts as less than everything: the order of the input must not decide. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : Number(a > b);
}

function valueOf(point: NumberDataPoint): number {
  return point.asDouble ?? Number(point.asInt ?? 0n);
}
