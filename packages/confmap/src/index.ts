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
export { configurationSchema } from "./configuration-schema.ts";
export { decodeConfiguration, type DecodedConfiguration } from "./decode/decode-configuration.ts";
export { readPackages } from "./decode/read-packages.ts";
export { formatProblems, formatWarning } from "./format-problems.ts";
export { load, type Loaded } from "./load.ts";
export type { LoadOptions } from "./load-options.ts";
export { problemAtPath, warningAtPath } from "./problem-at-path.ts";
export type { Problem, ProblemWords, Warning } from "./problem.ts";
export type { Environment } from "./providers/env.ts";
export type { ReadFile } from "./providers/file.ts";
export { renderJson, renderYaml, type RenderOptions } from "./render-yaml.ts";
export { serviceConfig } from "./service/service-config.ts";
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
export { effectiveTree } from "./tree/effective-tree.ts";
