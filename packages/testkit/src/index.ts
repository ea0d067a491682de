/** Virtual time, a machine that can die, sinks, generators and harnesses for authors of components. */
export { concat } from "./bytes.ts";
export { SeededRandom } from "./seeded-random.ts";
export { NetworkError } from "./virtual-connection.ts";
export { DiskError, type DiskCall, type DiskFault, type VirtualDisk } from "./virtual-disk.ts";
export { jsonAnswer, type Answer, type AnswerTo, type Sender } from "./network-answer.ts";
export type { NetworkFault } from "./network-faults.ts";
export type { RouteMatch } from "./route-match.ts";
export type { VirtualNetwork } from "./virtual-network.ts";
export type { Delay, VirtualLinks } from "./virtual-links.ts";
export type { VirtualHttpResponse } from "./virtual-http.ts";
export { VirtualProcess } from "./virtual-process.ts";
export { VirtualRuntime, type VirtualRuntimeOptions } from "./virtual-runtime.ts";
export type { Interception, SeamCall } from "./virtual-seam.ts";
export { VirtualDynamo, type DynamoWrite, type VirtualDynamoOptions } from "./virtual-dynamo.ts";
export { VirtualKubernetes, type KubernetesWrite, type VirtualKubernetesOptions } from "./virtual-kubernetes.ts";
export type { KubernetesKind, KubernetesObject } from "./virtual-kubernetes-objects.ts";
export type { ServiceCall, ServiceFault } from "./virtual-service.ts";
export { powerCut, World, type PowerCutOptions, type Process } from "./world.ts";
export { labelsOf, pointsOf, recordsOf, spansOf, type Point } from "./flatten.ts";
export { createHost } from "./host.ts";
export { createOutputs, type OutputsBySignal } from "./outputs.ts";
export { Recorded, type LoggedLine } from "./recorded.ts";
export { RecordedBooks, type BookedFate } from "./recorded-books.ts";
export { createSettings, type SettingsOptions } from "./settings.ts";
export { LogsSink, MetricsSink, Sink, TracesSink } from "./sinks.ts";
export {
  generateLogs,
  generateLogsData,
  generateMetrics,
  generateMetricsData,
  generateTraces,
  generateTracesData,
  type GenerateOptions,
} from "./generate.ts";
export { decodeConfig } from "./decode-config.ts";
export { MemoryCheckpointStore } from "./memory-checkpoint-store.ts";
export { MemoryDurableStorage, type MemoryDurableStorageOptions } from "./memory-durable-storage.ts";
export { ReceiverRun, runReceiver, VendorAnswer, type RunReceiverOptions } from "./run-receiver.ts";
export { settling } from "./settling.ts";
