import type { Payload, Settings } from "@genai-collector/component";
import { Batcher } from "../batching/batcher.ts";
import type { MergedRequest } from "../batching/batcher-options.ts";
import type { Consumers } from "./consumers.ts";
import type { QueueConfig } from "./queue-config.ts";

/** Combinations of metadata values that are collected at once, as in otelcol. */
const mostPartitions = 10_000;

/** The size of a request, at most; Infinity where it does not matter. */
export const maxSizeOf = ({ batch }: QueueConfig): number => batch?.max_size || Infinity;

export const sizerOf = ({ batch, sizer }: QueueConfig): "items" | "bytes" =>
  batch?.sizer ?? (sizer === "bytes" ? "bytes" : "items");

/** Makes requests of what a queue holds of pushed data, when a consumer is free. Without `batch`, one of each. */
export function queueBatcher(
  settings: Pick<Settings, "runtime" | "memory" | "lifetime">,
  config: QueueConfig,
  consumers: Consumers,
  send: (request: MergedRequest<Payload>) => Promise<void>,
): Batcher<Payload> {
  const { batch } = config;
  return new Batcher(settings, {
    sizer: sizerOf(config),
    minSize: batch?.min_size ?? 0,
    maxSize: maxSizeOf(config),
    flushTimeoutMs: batch?.flush_timeout ?? 0,
    metadataKeys: batch?.partition.metadata_keys,
    partitions: { limit: mostPartitions, whenFull: "flush" },
    send,
    schedule: (start) => consumers.add(start),
  });
}
