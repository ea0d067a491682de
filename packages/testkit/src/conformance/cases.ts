/** The conformance cases for any test runner: each has a name and a `run` that rejects. */
export { failuresOf, type ConformanceCase } from "./conformance-case.ts";
export type { ConformanceOptions } from "./conformance-options.ts";
export type { CheckpointStorage } from "./checkpoint-storage.ts";
export { checkpointStoreCases } from "./checkpoint-store-cases.ts";
export {
  conformanceOfConnector,
  conformanceOfExporter,
  conformanceOfExtension,
  conformanceOfProcessor,
  conformanceOfReceiver,
} from "./conformance-of.ts";
export type { ConnectorConformance } from "./connector-cases.ts";
export type { ExporterConformance } from "./exporter-cases.ts";
export type { ExtensionConformance } from "./extension-cases.ts";
export type { ProcessorConformance } from "./processor-cases.ts";
export type { Poll, Push, ReceiverConformance } from "./receiver-conformance.ts";
