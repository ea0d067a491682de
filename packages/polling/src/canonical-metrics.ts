import {
  CollectorError,
  type Instant,
  type KeyValue,
  type Metrics,
  type SeriesTraits,
} from "@genai-collector/component";
import {
  canonicaliseMetrics,
  encodeResourceMetrics,
  metricsFromRanges,
  type Metric,
  type ResourceMetrics,
} from "@genai-collector/pdata";
import type { CountedItems } from "./progress.ts";
import type { Labels, Sample } from "./sample.ts";

/** The scope of everything that is polled. No version: bytes must not differ between releases. */
export const polledScope = "genai-collector";

/** A payload, one range a bucket, in the order of time. */
export interface CanonicalMetrics {
  readonly payload: Metrics;
  /** The bucket's end, by range. */
  readonly bucketEnds: readonly Instant[];
  /** Points in each bucket, in the order of time. */
  readonly items: readonly CountedItems[];
  /** Samples that another one of the same series, labels and bucket replaced. */
  readonly duplicates: number;
}

export interface CanonicalOptions {
  readonly resource: Labels;
  readonly bucketMs: number;
  readonly series: readonly SeriesTraits[];
}

/**
 * The same samples, in any order, give the same bytes: one `ResourceMetrics` a bucket, of which every byte follows from
 * the samples of that bucket and the resource. Of several samples for one point the last counts. Throws (`malformed`)
 * for a sample that is not one: undeclared, not finite, off the grid.
 */
export function canonicalMetrics(samples: readonly Sample[], options: CanonicalOptions): CanonicalMetrics {
  const units = new Map(options.series.map((series) => [series.name, series.unit]));
  const buckets = new Map<Instant, Map<string, Sample>>();
  for (const sample of samples) {
    assertSample(sample, units, options.bucketMs);
    const bucket = buckets.get(sample.bucketEnd);
    const point = pointKey(sample, units);
    if (bucket === undefined) buckets.set(sample.bucketEnd, new Map([[point, sample]]));
    else bucket.set(point, sample);
  }
  const bucketEnds = [...buckets.keys()].sort((a, b) => a - b);
  const resource = stringAttributes(options.resource);
  const ranges = bucketEnds.map((end) => {
    const points = [...buckets.get(end)!.values()];
    return { bytes: encodeBucket(resource, metricsOf(points, units)) };
  });
  const items = bucketEnds.map((at) => ({ at, items: buckets.get(at)!.size }));
  const points = items.reduce((sum, bucket) => sum + bucket.items, 0);
  return { payload: metricsFromRanges(ranges), bucketEnds, items, duplicates: samples.length - points };
}

/** String attributes, sorted by name. */
export function stringAttributes(labels: Labels): KeyValue[] {
  return Object.entries(labels).map(([key, value]) => ({ key, value: { stringValue: value } }));
}

/** Injective: no two points share a key, whatever their labels hold. */
function pointKey(sample: Sample, units: ReadonlyMap<string, string>): string {
  const labels = Object.entries(sample.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sample.series, unitOf(sample, units), labels]);
}

function unitOf(sample: Sample, units: ReadonlyMap<string, string>): string {
  return sample.unit ?? units.get(sample.series) ?? "";
}

function assertSample(sample: Sample, units: ReadonlyMap<string, string>, bucketMs: number): void {
  const problem = !units.has(sample.series)
    ? "is not among the loop's declared series"
    : !Number.isFinite(sample.value)
      ? `has the value ${sample.value}, which is not a finite number`
      : sample.bucketEnd % bucketMs !== 0
        ? `ends at ${sample.bucketEnd}, which is not a multiple of ${bucketMs} ms`
        : undefined;
  if (problem === undefined) return;
  throw new CollectorError("POLLING_BAD_SAMPLE", `a sample of ${sample.series} ${problem}`, { kind: "malformed" });
}

/** One metric for each name and unit, with all its points. */
function metricsOf(points: readonly Sample[], units: ReadonlyMap<string, string>): Metric[] {
  const metrics = new Map<string, Metric & { gauge: NonNullable<Metric["gauge"]> }>();
  for (const point of points) {
    const unit = unitOf(point, units);
    const key = JSON.stringify([point.series, unit]);
    const metric = metrics.get(key) ?? { name: point.series, unit, gauge: { dataPoints: [] } };
    metrics.set(key, metric);
    metric.gauge.dataPoints.push({
      attributes: stringAttributes(point.labels),
      timeUnixNano: BigInt(point.bucketEnd) * 1_000_000n,
      asDouble: point.value,
    });
  }
  return [...metrics.values()];
}

function encodeBucket(resource: KeyValue[], metrics: Metric[]): Uint8Array {
  const bucket: ResourceMetrics = {
    resource: { attributes: resource.slice() },
    scopeMetrics: [{ scope: { name: polledScope }, metrics }],
  };
  const data = { resourceMetrics: [bucket] };
  canonicaliseMetrics(data);
  return encodeResourceMetrics(data.resourceMetrics[0]!);
}
