/** Reads configuration: files, references, merging, decoding, located problems. */
export type {
  AnyFactory,
  Configuration,
  ConfiguredComponent,
  ConfiguredComponents,
  ConfiguredPipeline,
  ConnectorFactory,
  ExporterFactory,
  ExtensionFactory,
  PackageReference,
  ProcessorFactory,
  ReceiverFactory,
} from "./configuration.ts";
export { telemetryConfig, type TelemetryConfig } from "./service/telemetry-config.ts";
export type {
  ConfigNode,
  ListNode,
  MapEntry,
  MapNode,
  Origin,
  Place,
  ScalarNode,
  ScalarValue,
} from "./tree/config-node.ts";
