import type { Difference } from "./compared-metrics.ts";

/** All that is different in the two programs' own metrics, on purpose. */
export const metricDifferences: readonly Difference[] = [
  {
    of: "ours",
    series: /^otelcol_exporter_otlp_(http|grpc)_/,
    why: "attempts, answers and bytes of an exporter: otelcol does not tell them",
  },
  {
    of: "ours",
    series: /^otelcol_exporter_file_|^otelcol_extension_file_storage_/,
    why: "what is written to disk: otelcol does not tell it",
  },
  {
    of: "ours",
    series: /^otelcol_receiver_otlp_refused_requests\{/,
    why: "requests that were refused, by status, those without a countable item too: otelcol does not tell them",
  },
  {
    of: "ours",
    series: /^otelcol_(held_payload_bytes|unguarded_pipelines|(processor|extension)_memory_limiter_used_bytes)\{/,
    why: "what only this collector has: guards, and a limit on what it holds",
  },
  {
    of: "ours",
    series: /^otelcol_ledger_(items|held_items|imbalance_items)\{/,
    why: "the account of every item: otelcol has none",
  },
  {
    of: "ours",
    series: /^otelcol_processor_(incoming|outgoing)_items\{.*processor="batch"/,
    why: "every processor is counted alike; otelcol's batch is not",
  },
  {
    of: "ours",
    series: /^otelcol_exporter_enqueue_size(_bytes)?_/,
    why: "what was queued, apart from what was batched",
  },
  {
    of: "ours",
    series: /^otelcol_exporter_sent_\w+\{exporter="nop"\}/,
    why: "every exporter counts what it was given; otelcol's nop does not",
  },
  {
    of: "both",
    series: /^otelcol_exporter_queue_batch_send_size(_bytes)?_/,
    why: "what left the queue as a batch, by signal; otelcol 0.155 counts here what entered it, of all signals together",
  },
  {
    of: "both",
    series: /^otelcol_processor_batch_metadata_cardinality\{/,
    why: "combinations that are being collected now; otelcol never forgets one",
  },
];
