import { bytes, count, duration, list, map, text, type ConfigOf } from "@genai-collector/config/schema";
import { checkMetadataKeys } from "@genai-collector/exporterhelper";

/** When a batch is sent, how large it may be, and what is never merged. */
export const batchConfig = map({
  send_batch_size: count({
    default: 8192,
    doc: "Spans, data points or log records that trigger a send. A trigger, no maximum. 0 sends each request at once.",
  }),
  send_batch_max_size: count({
    default: 0,
    doc: "Most spans, data points or log records of one request; larger ones are split. 0 means no limit.",
  }),
  timeout: duration({
    default: "200ms",
    doc: "Longest wait for a batch to fill. 0 sends each request at once; only `send_batch_max_size` then matters.",
  }),
  metadata_keys: list(text({ doc: "A header or gRPC metadata key.", min: 1 }), {
    default: [],
    doc: "What senders with different values of these sent is never merged. Needs `include_metadata` at the receiver.",
  }),
  metadata_cardinality_limit: count({
    default: 1000,
    doc: "Most combinations of these values that are collected at once. What would be one more is refused. 0 means no limit.",
  }),
  max_in_flight_bytes: bytes({
    default: "64MiB",
    min: 1,
    doc: "Most bytes of each pipeline that wait or are being sent, over all workers. Who finds no room waits, and meanwhile nothing waits for the timeout.",
  }),
}).check((config, problem) => {
  if (config.send_batch_max_size > 0 && config.send_batch_max_size < config.send_batch_size)
    problem("send_batch_max_size", "must be 0, or greater or equal to send_batch_size");
  checkMetadataKeys(config, problem);
});

export type BatchConfig = ConfigOf<typeof batchConfig>;
