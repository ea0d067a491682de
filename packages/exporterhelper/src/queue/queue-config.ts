import { durableStorage, type ExporterTraits } from "@genai-collector/component";
import {
  count,
  duration,
  extensionId,
  flag,
  list,
  map,
  oneOf,
  optional,
  section,
  text,
  type ConfigOf,
} from "@genai-collector/config/schema";
import { checkMetadataKeys } from "../batching/metadata-keys.ts";

const batch = map({
  flush_timeout: duration({
    default: "200ms",
    min: "1ms",
    doc: "When a batch is sent at the latest, after its first.",
  }),
  min_size: count({ default: 8192, doc: "A batch of this size is sent at once." }),
  max_size: count({ default: 0, doc: "No request is larger: requests are cut. 0: no limit." }),
  sizer: optional(
    oneOf(["items", "bytes"], {
      doc: "What `min_size` and `max_size` are counted in; the queue's `sizer` if that is set, else `items`.",
    }),
  ),
  partition: map(
    {
      metadata_keys: list(text({ min: 1, doc: "A name, in any case." }), {
        default: [],
        doc: "Senders whose metadata differs in these are not merged; these are kept in what is merged.",
      }),
    },
    { doc: "What must not be merged." },
  ).check(checkMetadataKeys),
}).check(({ min_size, max_size }, problem) => {
  if (max_size > 0 && max_size < min_size)
    problem("max_size", "`max_size` must be greater than or equal to `min_size`");
});

const queue = map({
  num_consumers: count({ default: 10, min: 1, doc: "Requests that are sent at the same time." }),
  queue_size: count({
    default: 1000,
    min: 1,
    doc: "How much may be queued, what is being sent included, counted as `sizer` says: requests and items in each worker, bytes in all together.",
  }),
  sizer: optional(
    oneOf(["requests", "items", "bytes"], { doc: "What `queue_size` is counted in; `requests` if not set." }),
  ),
  block_on_overflow: flag({ default: false, doc: "A full queue lets senders wait instead of refusing them." }),
  wait_for_result: flag({ default: false, doc: "Senders wait until their data is sent, and are told how that went." }),
  storage: optional(
    extensionId(durableStorage, {
      doc: "The extension that keeps the queue on disk, where it survives the process. Without one it is in memory.",
    }),
  ),
  batch: section(batch, { doc: "Merge requests before they are sent." }),
}).check((config, problem) => {
  const { sizer, storage, wait_for_result, queue_size, batch: batching } = config;
  if (wait_for_result && storage !== undefined)
    problem("wait_for_result", "`wait_for_result` is not supported with a persistent queue configured with `storage`");
  if (batching === undefined) return;
  const batchSizer = batching.sizer ?? sizer ?? "items";
  if (batchSizer === "requests") problem("batch::sizer", "`batch` supports only `items` or `bytes` sizer");
  if (batchSizer === (sizer ?? "requests") && batching.min_size > queue_size)
    problem("batch::min_size", "`min_size` must be less than or equal to `queue_size`");
});

export type QueueConfig = ConfigOf<typeof queue>;

const doc = "Requests wait here for the sink, and who sent them does not wait for it.";

/** `sending_queue`, on unless it is turned off: spread into an exporter's `map`. */
export const queueConfig = { sending_queue: section(queue, { doc, initially: "some" }) };

/** `sending_queue`, off unless it is configured. */
export const optionalQueueConfig = { sending_queue: section(queue, { doc }) };

/** What an exporter with a queue is: for its factory's `traits`. */
export function queueTraits({ sending_queue }: { readonly sending_queue?: QueueConfig | undefined }): ExporterTraits {
  return { acknowledges: "delivered", durable: sending_queue?.storage !== undefined };
}
