import { withUnit } from "../prometheus-units.ts";
import type { Histogram } from "./instruments.ts";
import type { MetricAttributes, MetricSnapshot } from "./metric-registry.ts";
import type { TelemetryResource } from "./telemetry-resource.ts";

/** The text format, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const prometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

/** How names and labels are written. otelcol's own page has none of the three, and that is the default. */
export interface PageStyle {
  /** `_total` behind counters. */
  readonly typeSuffix?: boolean;
  /** The unit behind names. */
  readonly units?: boolean;
  /** Labels on every series: `otel_scope_name` and the like. */
  readonly labels?: MetricAttributes;
}

/**
 * The page that otelcol serves: names without unit or `_total`, no scope labels, dots in labels as underscores, and the
 * resource once, in `target_info`.
 */
export function prometheusPage(
  metrics: readonly MetricSnapshot[],
  resource: TelemetryResource,
  style: PageStyle = {},
): string {
  const info = targetInfo(resource);
  return metrics
    .map((metric) => ({ ...metric, name: styledName(metric, style) }))
    .concat(info)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((metric) => block(metric, metric === info ? {} : (style.labels ?? {})))
    .join("");
}

function targetInfo(resource: TelemetryResource): MetricSnapshot {
  const instrument = { value: 1 } as MetricSnapshot<"gauge">["series"][number]["instrument"];
  const series = [{ attributes: Object.fromEntries(resource), instrument }];
  return { name: "target_info", kind: "gauge", unit: "", doc: "What is scraped.", series };
}

function styledName({ name, unit, kind }: MetricSnapshot, { units, typeSuffix }: PageStyle): string {
  const measured = units === true ? withUnit(name, unit) : name;
  const isCounted = typeSuffix === true && kind === "counter" && !measured.endsWith("_total");
  return isCounted ? `${measured}_total` : measured;
}

function block(metric: MetricSnapshot, constant: MetricAttributes): string {
  const lines = metric.series.flatMap(({ attributes, instrument }) => {
    const labels = { ...constant, ...attributes };
    return "bounds" in instrument
      ? histogramLines(metric.name, labels, instrument)
      : [line(metric.name, labels, instrument.value)];
  });
  return `# HELP ${metric.name} ${escapeHelp(metric.doc)}\n# TYPE ${metric.name} ${metric.kind}\n${lines.join("")}`;
}

function histogramLines(name: string, attributes: MetricAttributes, histogram: Histogram): readonly string[] {
  let below = 0;
  const buckets = histogram.counts.map((count, index) => {
    below += count;
    const bound = histogram.bounds[index];
    return line(`${name}_bucket`, { ...attributes, le: bound === undefined ? "+Inf" : String(bound) }, below);
  });
  return [...buckets, line(`${name}_sum`, attributes, histogram.sum), line(`${name}_count`, attributes, below)];
}

function line(name: string, attributes: MetricAttributes, value: number): string {
  const labels = Object.entries(attributes).map(([key, text]) => `${labelName(key)}="${escapeLabel(text)}"`);
  return `${name}${labels.length > 0 ? `{${labels.join(",")}}` : ""} ${sampleValue(value)}\n`;
}

function sampleValue(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

/** A label name is letters, digits and underscores, no digit first. */
function labelName(key: string): string {
  const name = key.replaceAll(/[^a-zA-Z0-9_]/g, "_");
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');
