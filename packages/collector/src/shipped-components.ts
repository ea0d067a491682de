import type { AnyFactory } from "@genai-collector/confmap";
import type { ComponentNames } from "@genai-collector/service";
import type { BuiltinFactories } from "./program/configuration-loader.ts";

/** A component that the program ships with: loaded when a configuration names one of its types. */
export interface ShippedComponent extends ComponentNames {
  load(): Promise<AnyFactory>;
}

/** What the program ships with. */
export const shippedComponents: readonly ShippedComponent[] = [
  shipped(
    "receiver",
    ["langsmith"],
    async () => (await import("@genai-collector/receiver-langsmith")).langsmithReceiverFactory,
  ),
  shipped("receiver", ["nop"], async () => (await import("@genai-collector/receiver-nop")).nopReceiverFactory),
  shipped("receiver", ["otlp"], async () => (await import("@genai-collector/receiver-otlp")).otlpReceiverFactory),
  shipped(
    "receiver",
    ["portkey"],
    async () => (await import("@genai-collector/receiver-portkey")).portkeyReceiverFactory,
  ),
  shipped("processor", ["batch"], async () => (await import("@genai-collector/processor-batch")).batchProcessorFactory),
  shipped("processor", ["guard"], async () => (await import("@genai-collector/processor-guard")).guardProcessorFactory),
  shipped(
    "processor",
    ["memory_limiter"],
    async () => (await import("@genai-collector/processor-memory-limiter")).memoryLimiterProcessorFactory,
  ),
  shipped(
    "processor",
    ["settle"],
    async () => (await import("@genai-collector/processor-settle")).settleProcessorFactory,
  ),
  shipped(
    "connector",
    ["forward"],
    async () => (await import("@genai-collector/connector-forward")).forwardConnectorFactory,
  ),
  shipped("exporter", ["debug"], async () => (await import("@genai-collector/exporter-debug")).debugExporterFactory),
  shipped("exporter", ["file"], async () => (await import("@genai-collector/exporter-file")).fileExporterFactory),
  shipped("exporter", ["nop"], async () => (await import("@genai-collector/exporter-nop")).nopExporterFactory),
  shipped(
    "exporter",
    ["otlp_grpc", "otlp"],
    async () => (await import("@genai-collector/exporter-otlp-grpc")).otlpGrpcExporterFactory,
  ),
  shipped(
    "exporter",
    ["otlp_http", "otlphttp"],
    async () => (await import("@genai-collector/exporter-otlp-http")).otlpHttpExporterFactory,
  ),
  shipped(
    "extension",
    ["basicauth"],
    async () => (await import("@genai-collector/extension-basicauth")).basicAuthExtensionFactory,
  ),
  shipped(
    "extension",
    ["bearertokenauth"],
    async () => (await import("@genai-collector/extension-bearertokenauth")).bearerTokenAuthExtensionFactory,
  ),
  shipped(
    "extension",
    ["oauth2client"],
    async () => (await import("@genai-collector/extension-oauth2client")).oauth2ClientExtensionFactory,
  ),
  shipped(
    "extension",
    ["headers_setter"],
    async () => (await import("@genai-collector/extension-headers-setter")).headersSetterExtensionFactory,
  ),
  shipped(
    "extension",
    ["dead_letter"],
    async () => (await import("@genai-collector/extension-dead-letter")).deadLetterExtensionFactory,
  ),
  shipped(
    "extension",
    ["file_checkpoint"],
    async () => (await import("@genai-collector/extension-file-checkpoint")).fileCheckpointExtensionFactory,
  ),
  shipped(
    "extension",
    ["kubernetes_checkpoint"],
    async () => (await import("@genai-collector/extension-kubernetes-checkpoint")).kubernetesCheckpointExtensionFactory,
  ),
  shipped(
    "extension",
    ["dynamodb_checkpoint"],
    async () => (await import("@genai-collector/extension-dynamodb-checkpoint")).dynamodbCheckpointExtensionFactory,
  ),
  shipped(
    "extension",
    ["kubernetes_leader_elector"],
    async () =>
      (await import("@genai-collector/extension-kubernetes-leader-elector")).kubernetesLeaderElectorExtensionFactory,
  ),
  shipped(
    "extension",
    ["dynamodb_leader_elector"],
    async () =>
      (await import("@genai-collector/extension-dynamodb-leader-elector")).dynamodbLeaderElectorExtensionFactory,
  ),
  shipped(
    "extension",
    ["file_storage"],
    async () => (await import("@genai-collector/extension-file-storage")).fileStorageExtensionFactory,
  ),
  shipped(
    "extension",
    ["health_check"],
    async () => (await import("@genai-collector/extension-health-check")).healthCheckExtensionFactory,
  ),
  shipped(
    "extension",
    ["healthcheckv2"],
    async () => (await import("@genai-collector/extension-health-check")).healthCheckV2ExtensionFactory,
  ),
  shipped(
    "extension",
    ["zpages"],
    async () => (await import("@genai-collector/extension-zpages")).zpagesExtensionFactory,
  ),
  shipped(
    "extension",
    ["memory_limiter"],
    async () => (await import("@genai-collector/extension-memory-limiter")).memoryLimiterExtensionFactory,
  ),
];

/** A configuration that names four components starts without the code of the others. */
export const builtinOnDemand: BuiltinFactories = {
  names: shippedComponents,
  async named(names) {
    const wanted = shippedComponents.filter((each) =>
      names.some(({ kind, type }) => each.kind === kind && each.types.includes(type)),
    );
    return Promise.all(wanted.map((each) => each.load()));
  },
  all: () => Promise.all(shippedComponents.map((each) => each.load())),
};

/** A configuration decodes to each factory's own type, which nobody else knows. */
function shipped(
  kind: ComponentNames["kind"],
  types: readonly string[],
  load: () => Promise<object>,
): ShippedComponent {
  return { kind, types, load: async () => (await load()) as AnyFactory };
}
