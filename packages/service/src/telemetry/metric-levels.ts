/** `service.telemetry.metrics.level`, from nothing to everything. */
export type MetricsLevel = "none" | "basic" | "normal" | "detailed";

const rank: Record<MetricsLevel, number> = { none: 0, basic: 1, normal: 2, detailed: 3 };

/** What otelcol leaves out below a level; everything else is there from `basic` on. */
const leftOut: readonly { readonly below: MetricsLevel; readonly name: RegExp }[] = [
  { below: "normal", name: /^otelcol_processor_batch_/ },
  { below: "normal", name: /^otelcol_ledger_(?:held_)?items$/ },
  { below: "detailed", name: /^otelcol_processor_batch_batch_send_size_bytes$/ },
  { below: "detailed", name: /^otelcol_processor_internal_duration$/ },
  { below: "detailed", name: /^otelcol_exporter_(?:enqueue_size|queue_batch_send_size)(?:_bytes)?$/ },
  { below: "detailed", name: /^(?:http|rpc)_(?:server|client)_/ },
];

/** Whether a metric is published at `level`. */
export function isPublished(name: string, level: MetricsLevel): boolean {
  if (level === "none") return false;
  return !leftOut.some((rule) => rank[level] < rank[rule.below] && rule.name.test(name));
}
