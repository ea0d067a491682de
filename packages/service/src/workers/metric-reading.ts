import { Counter, Gauge, Histogram } from "../telemetry/instruments.ts";
import {
  MetricFamily,
  type MetricAttributes,
  type MetricKind,
  type MetricSnapshot,
  type MetricSpec,
} from "../telemetry/metric-registry.ts";

/** One series of another worker: plain data, that goes from process to process. */
export interface SeriesReading {
  readonly attributes: MetricAttributes;
  /** Of counters and gauges. */
  readonly value?: number;
  /** Of histograms. */
  readonly buckets?: {
    readonly bounds: readonly number[];
    readonly counts: readonly number[];
    readonly sum: number;
    readonly count: number;
  };
}

/** One metric of another worker. */
export interface MetricReading extends MetricSpec {
  readonly kind: MetricKind;
  readonly series: readonly SeriesReading[];
}

/** A worker's metrics as plain data. */
export function readingsOf(snapshots: readonly MetricSnapshot[]): readonly MetricReading[] {
  return snapshots.map(({ series, ...metric }) => ({
    ...metric,
    series: series.map(({ attributes, instrument }): SeriesReading => {
      if (!("bounds" in instrument)) return { attributes, value: instrument.value };
      const { bounds, counts, sum, count } = instrument;
      return { attributes, buckets: { bounds, counts: [...counts], sum, count } };
    }),
  }));
}

/** What stays in the sums when a worker has ended: what it counted, not how it stood. */
export function lastingReadings(readings: readonly MetricReading[]): readonly MetricReading[] {
  return readings.filter(({ kind, combine }) => kind !== "gauge" && combine !== "max");
}

/** One set of metrics out of several: sums of counters, histograms and gauges, the largest where a metric asks for that. */
export function combineReadings(sources: readonly (readonly MetricReading[])[]): readonly MetricReading[] {
  return readingsOf(combined(sources));
}

/** A worker's own metrics together with those of the others, for the page of all. */
export function withOthers(
  own: readonly MetricSnapshot[],
  others: readonly (readonly MetricReading[])[],
): readonly MetricSnapshot[] {
  return others.length === 0 ? own : combined([readingsOf(own), ...others]);
}

interface Combined {
  readonly metric: Omit<MetricReading, "series">;
  readonly family: MetricFamily<MetricKind>;
}

function combined(sources: readonly (readonly MetricReading[])[]): MetricSnapshot[] {
  const all = new Map<string, Combined>();
  for (const { series, ...metric } of sources.flat()) {
    // Workers run one program: the bounds of a metric are the same in all.
    const bounds = series[0]?.buckets?.bounds ?? [];
    const known = all.get(metric.name) ?? { metric, family: new MetricFamily(() => instrumentFor(metric, bounds)) };
    all.set(metric.name, known);
    for (const each of series) addTo(known, each);
  }
  const sorted = [...all.values()].toSorted((a, b) => (a.metric.name < b.metric.name ? -1 : 1));
  return sorted.map(({ metric, family }) => ({ ...metric, series: family.series() }));
}

function addTo({ metric, family }: Combined, { attributes, value = 0, buckets }: SeriesReading): void {
  const instrument = family.with(attributes);
  if ("bounds" in instrument) addBuckets(instrument, buckets);
  else instrument.value = metric.combine === "max" ? Math.max(instrument.value, value) : instrument.value + value;
}

function addBuckets(histogram: Histogram, buckets: SeriesReading["buckets"]): void {
  for (const [index, count] of (buckets?.counts ?? []).entries()) histogram.counts[index]! += count;
  histogram.sum += buckets?.sum ?? 0;
  histogram.count += buckets?.count ?? 0;
}

/** As it is before the first value. */
function instrumentFor({ kind, combine }: Combined["metric"], bounds: readonly number[]): Counter | Gauge | Histogram {
  if (kind === "histogram") return new Histogram(bounds);
  const instrument = kind === "counter" ? new Counter() : new Gauge();
  if (combine === "max") instrument.value = -Infinity;
  return instrument;
}
