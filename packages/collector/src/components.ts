import type { AnyFactory } from "@genai-collector/confmap";
import { forwardConnectorFactory } from "@genai-collector/connector-forward";
import { debugExporterFactory } from "@genai-collector/exporter-debug";
import { fileExporterFactory } from "@genai-collector/exporter-file";
import { nopExporterFactory } from "@genai-collector/exporter-nop";
import { otlpGrpcExporterFactory } from "@genai-collector/exporter-otlp-grpc";
import { otlpHttpExporterFactory } from "@genai-collector/exporter-otlp-http";
import { basicAuthExtensionFactory } from "@genai-collector/extension-basicauth";
import { bearerTokenAuthExtensionFactory } from "@genai-collector/extension-bearertokenauth";
import { dynamodbLeaderElectorExtensionFactory } from "@genai-collector/extension-dynamodb-leader-elector";
import { deadLetterExtensionFactory } from "@genai-collector/extension-dead-letter";
import { dynamodbCheckpointExtensionFactory } from "@genai-collector/extension-dynamodb-checkpoint";
import { fileCheckpointExtensionFactory } from "@genai-collector/extension-file-checkpoint";
import { fileStorageExtensionFactory } from "@genai-collector/extension-file-storage";
import { healthCheckExtensionFactory, healthCheckV2ExtensionFactory } from "@genai-collector/extension-health-check";
import { headersSetterExtensionFactory } from "@genai-collector/extension-headers-setter";
import { kubernetesLeaderElectorExtensionFactory } from "@genai-collector/extension-kubernetes-leader-elector";
import { kubernetesCheckpointExtensionFactory } from "@genai-collector/extension-kubernetes-checkpoint";
import { memoryLimiterExtensionFactory } from "@genai-collector/extension-memory-limiter";
import { oauth2ClientExtensionFactory } from "@genai-collector/extension-oauth2client";
import { zpagesExtensionFactory } from "@genai-collector/extension-zpages";
import { batchProcessorFactory } from "@genai-collector/processor-batch";
import { guardProcessorFactory } from "@genai-collector/processor-guard";
import { memoryLimiterProcessorFactory } from "@genai-collector/processor-memory-limiter";
import { settleProcessorFactory } from "@genai-collector/processor-settle";
import { langsmithReceiverFactory } from "@genai-collector/receiver-langsmith";
import { nopReceiverFactory } from "@genai-collector/receiver-nop";
import { otlpReceiverFactory } from "@genai-collector/receiver-otlp";
import { portkeyReceiverFactory } from "@genai-collector/receiver-portkey";

/** What the program ships with. A configuration decodes to each factory's own type, which nobody else knows. */
export const builtinFactories = [
  langsmithReceiverFactory,
  nopReceiverFactory,
  otlpReceiverFactory,
  portkeyReceiverFactory,
  batchProcessorFactory,
  guardProcessorFactory,
  memoryLimiterProcessorFactory,
  settleProcessorFactory,
  forwardConnectorFactory,
  debugExporterFactory,
  fileExporterFactory,
  nopExporterFactory,
  otlpGrpcExporterFactory,
  otlpHttpExporterFactory,
  basicAuthExtensionFactory,
  bearerTokenAuthExtensionFactory,
  oauth2ClientExtensionFactory,
  headersSetterExtensionFactory,
  deadLetterExtensionFactory,
  fileCheckpointExtensionFactory,
  kubernetesCheckpointExtensionFactory,
  dynamodbCheckpointExtensionFactory,
  kubernetesLeaderElectorExtensionFactory,
  dynamodbLeaderElectorExtensionFactory,
  fileStorageExtensionFactory,
  healthCheckExtensionFactory,
  healthCheckV2ExtensionFactory,
  zpagesExtensionFactory,
  memoryLimiterExtensionFactory,
] as unknown as readonly AnyFactory[];
