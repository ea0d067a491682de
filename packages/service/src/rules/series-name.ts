import type { ExporterTraits, SeriesTraits } from "@genai-collector/component";

/** What Prometheus naming makes of UCUM units that have a word of their own (OpenTelemetry-to-Prometheus mapping). */
const unitWords: Readonly<Record<string, string>> = {
  d: "days",
  h: "hours",
  min: "minutes",
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  By: "bytes",
  KiBy: "kibibytes",
  MiBy: "mebibytes",
  GiBy: "gibibytes",
  KBy: "kilobytes",
  MBy: "megabytes",
  GBy: "gigabytes",
  "%": "percent",
};

/**
 * The name under which a sink keeps a series, so that two names which the sink takes for one are equal here. Prometheus
 * sinks append the unit, and `_total` or `_ratio` by a type that traits do not tell: both endings are taken off.
 */
export function sinkSeriesName(series: SeriesTraits, naming: ExporterTraits["naming"]): string {
  if (naming !== "prometheus") return series.name;
  const plain = series.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9:]+/g, "_")
    .replace(/_(total|ratio)$/, "");
  const unit = unitWords[series.unit];
  return unit === undefined || plain.endsWith(`_${unit}`) ? plain : `${plain}_${unit}`;
}
