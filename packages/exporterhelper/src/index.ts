/** What exporters share: a request's way to the sink, in layers. */
export { exportAborted } from "./aborted.ts";
export { retryConfig, timeoutConfig, type RetryConfig } from "./config.ts";
export { createExporterPipeline, type ExporterPipelineOptions } from "./exporter-pipeline.ts";
export { RetrySender } from "./retry-sender.ts";
export { tooLargeCode, type Sender, type SendRequest } from "./sender.ts";
export { SplitSender } from "./split-sender.ts";
export { TimeoutSender } from "./timeout-sender.ts";
