import type { OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";

type Plain = Readonly<Record<string, unknown>>;

/** A span, data point or log record with everything that it stands under: its resource, its scope, its metric. */
export type Item = Plain;

/**
 * What stands for itself, even when it is nothing: the sides of a oneof, and what the schema calls optional. Everything
 * else may be left out or written when it has its default; both mean the same.
 */
const explicit = new Set(
  "asInt asDouble stringValue boolValue intValue doubleValue bytesValue arrayValue kvlistValue sum min max".split(" "),
);

const metricKinds = new Set("gauge sum histogram exponentialHistogram summary".split(" "));

/**
 * Every item of decoded requests, in an order of their own. Requests may be cut and merged on the way, so each item is
 * looked at by itself.
 */
export function itemsOf(signal: OtlpSignal, requests: readonly object[]): Item[] {
  const items = requests
    .flatMap((request) => itemsOfRequest[signal](request as Plain))
    .map((item) => pruned(item) as Item);
  return items.toSorted((a, b) => compareTexts(JSON.stringify(a), JSON.stringify(b)));
}

const itemsOfRequest: Readonly<Record<OtlpSignal, (request: Plain) => Plain[]>> = {
  traces: (request) => nested(request, "resourceSpans", "scopeSpans", "spans"),
  logs: (request) => nested(request, "resourceLogs", "scopeLogs", "logRecords"),
  metrics: (request) => nested(request, "resourceMetrics", "scopeMetrics", "metrics").flatMap(points),
};

function nested(request: Plain, resources: string, scopes: string, items: string): Plain[] {
  return list(request[resources]).flatMap(({ [scopes]: inner, ...resource }) =>
    list(inner).flatMap(({ [items]: items_, ...scope }) =>
      list(items_).map((item) => ({ in: { resource, scope }, item })),
    ),
  );
}

/** A metric without points is an item, too: it may not get lost. */
function points({ in: where, item }: Plain): Plain[] {
  const kind = Object.keys(item as Plain).find((key) => metricKinds.has(key));
  if (kind === undefined) return [{ in: where, metric: item }];
  const { [kind]: data, ...metric } = item as Plain;
  const { dataPoints, ...rest } = data as Plain;
  const about = { in: where, metric: { ...metric, ...rest }, kind };
  const found = list(dataPoints);
  return found.length === 0 ? [about] : found.map((point) => ({ ...about, point }));
}

function list(value: unknown): Plain[] {
  return Array.isArray(value) ? (value as Plain[]) : [];
}

/** Without what has its default. Keys in order, so that equal items have equal texts. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, pruned(inner)] as const)
    .filter(([key, inner]) => explicit.has(key) || !isDefault(inner))
    .toSorted(([a], [b]) => compareTexts(a, b));
  return Object.fromEntries(kept);
}

function isDefault(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === 0 || value === "0" || value === "" || value === false || value === undefined || value === null;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
