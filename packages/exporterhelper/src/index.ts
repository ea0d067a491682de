/** What exporters share: a request's way to the sink, in layers. */
export { exportAborted } from "./aborted.ts";
export { Batcher } from "./batching/batcher.ts";
export type { BatchTrigger, MergedRequest } from "./batching/batcher-options.ts";
export { checkMetadataKeys } from "./batching/metadata-keys.ts";
export { retryConfig, timeoutConfig, type RetryConfig } from "./config.ts";
export { createExporterPipeline, type ExporterPipeline, type ExporterPipelineOptions } from "./exporter-pipeline.ts";
export { deadLetterConfig } from "./dead-letters/dead-letter-config.ts";
export { FailureLog } from "./failure-log.ts";
export { MalformedRangesSender } from "./malformed-ranges-sender.ts";
export { OnceAMinute } from "./once-a-minute.ts";
export { RetrySender } from "./retry-sender.ts";
export { optionalQueueConfig, queueConfig, queueTraits, type QueueConfig } from "./queue/queue-config.ts";
export {
  failedCode,
  isPolledGauges,
  malformedCode,
  refusedCode,
  rejectedItemsCode,
  tooLargeCode,
  type Sender,
  type SendRequest,
} from "./sender.ts";
export { SplitSender } from "./split-sender.ts";
export { exporterInstruments, type ExporterInstruments } from "./telemetry.ts";
export { TimeoutSender } from "./timeout-sender.ts";
