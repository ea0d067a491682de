import type { ExporterTraits, SeriesTraits } from "@genai-collector/component";
import { withUnit } from "../prometheus-units.ts";

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
  return withUnit(plain, series.unit);
}
