import type { Metric, ResourceLogs, ResourceMetrics, ResourceSpans } from "../src/data.ts";
import type { Signal } from "../src/payload.ts";

/** Spans, data points or records of a decoded resource, in order. */
export function itemsOf(signal: Signal, resource: object): readonly object[] {
  return located(signal, resource).map(([item]) => item);
}

/** What stands around each item: its scope, and its metric without the points. */
export function containersOf(signal: Signal, resource: object): readonly unknown[] {
  return located(signal, resource).map(([, around]) => around);
}

/** What stands there without an item in it, in order: scopes, and metrics. */
export function emptiesOf(signal: Signal, resource: object): readonly object[] {
  switch (signal) {
    case "traces":
      return (resource as ResourceSpans).scopeSpans.filter(({ spans }) => spans.length === 0);
    case "logs":
      return (resource as ResourceLogs).scopeLogs.filter(({ logRecords }) => logRecords.length === 0);
    case "metrics":
      return (resource as ResourceMetrics).scopeMetrics.flatMap((scope): readonly object[] =>
        scope.metrics.length === 0 ? [scope] : scope.metrics.filter((metric) => pointsOf(metric) === 0),
      );
  }
}

function pointsOf({ gauge, sum, histogram, exponentialHistogram, summary }: Metric): number {
  return (gauge ?? sum ?? histogram ?? exponentialHistogram ?? summary)?.dataPoints.length ?? 0;
}

type Located = readonly [item: object, around: unknown];

function located(signal: Signal, resource: object): readonly Located[] {
  switch (signal) {
    case "traces":
      return (resource as ResourceSpans).scopeSpans.flatMap(({ spans, ...scope }) =>
        spans.map((span): Located => [span, scope]),
      );
    case "logs":
      return (resource as ResourceLogs).scopeLogs.flatMap(({ logRecords, ...scope }) =>
        logRecords.map((record): Located => [record, scope]),
      );
    case "metrics":
      return (resource as ResourceMetrics).scopeMetrics.flatMap(({ metrics, ...scope }) =>
        metrics.flatMap(({ gauge, sum, histogram, exponentialHistogram, summary, ...metric }) => {
          const { dataPoints, ...data } = gauge ??
            sum ??
            histogram ??
            exponentialHistogram ??
            summary ?? { dataPoints: [] };
          return dataPoints.map((point): Located => [point, { scope, metric, data }]);
        }),
      );
  }
}
