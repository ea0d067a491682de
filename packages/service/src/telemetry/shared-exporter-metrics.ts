import { itemsOf } from "./signal-items.ts";

const ofItems = ["sent", "send_failed", "enqueue_failed"].flatMap((outcome) =>
  Object.values(itemsOf).map((items) => [`${outcome}_${items}`, `{${items}}`] as const),
);

/**
 * Instruments that every exporter with a queue declares alike, with their units. They keep otelcol's names,
 * `otelcol_exporter_<name>`, so that dashboards work whatever the exporter's type.
 */
export const sharedExporterMetrics: ReadonlyMap<string, string> = new Map([
  ...ofItems,
  ["queue_size", "{batches}"],
  ["queue_capacity", "{batches}"],
  ["in_flight_requests", "{requests}"],
  ["enqueue_size", "{units}"],
  ["enqueue_size_bytes", "By"],
  ["queue_batch_send_size", "{units}"],
  ["queue_batch_send_size_bytes", "By"],
]);
