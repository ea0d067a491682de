import { itemsOf } from "./signal-items.ts";

const ofItems = ["sent", "send_failed", "enqueue_failed"].flatMap((outcome) =>
  Object.values(itemsOf).map((items) => `${outcome}_${items}`),
);

/**
 * Instruments that every exporter with a queue declares alike. They keep otelcol's names, `otelcol_exporter_<name>`,
 * so that dashboards work whatever the exporter's type.
 */
export const sharedExporterMetrics: ReadonlySet<string> = new Set([
  ...ofItems,
  "queue_size",
  "queue_capacity",
  "in_flight_requests",
  "enqueue_size",
  "enqueue_size_bytes",
  "queue_batch_send_size",
  "queue_batch_send_size_bytes",
]);
