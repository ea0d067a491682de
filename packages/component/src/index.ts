/** The component contract, api 1: everything that one component may know of another. */
export type {
  AnyValue,
  ClientInfo,
  DeepReadonly,
  KeyValue,
  LogRecord,
  Logs,
  LogsData,
  Metrics,
  MetricsData,
  Payload,
  PayloadOf,
  Range,
  Signal,
  Span,
  Traces,
  TracesData,
} from "@genai-collector/pdata";
export {
  authRefusedCode,
  clientAuthenticator,
  serverAuthenticator,
  serverMiddleware,
  type ClientAuthenticator,
  type IncomingRequest,
  type OutgoingRequest,
  type ServerAuthenticator,
  type ServerMiddleware,
} from "./authentication.ts";
export { BufferMemory } from "./buffer-memory.ts";
export type { CollectorView, OverdueBeat, PipelineView, SpanSample, SpanSamples } from "./collector-view.ts";
export { capability, provide, type Capability, type Provided } from "./capability.ts";
export {
  checkpointStore,
  type BookedHour,
  type Checkpoint,
  type CheckpointStore,
  type Frontier,
  type LaneKey,
  type Skipped,
} from "./checkpoint.ts";
export type { Component, Host, Memory, Settings } from "./component.ts";
export type { ConfigOf, ConfigSpec } from "./config.ts";
export type { BatchContext, Consumer, Inputs, Outputs, PipelineOutput } from "./consumer.ts";
export type { Coverage, Unsettled } from "./coverage.ts";
export { deadLetters, type DeadLetter, type DeadLetters } from "./dead-letters.ts";
export {
  CollectorError,
  combineErrors,
  isAborted,
  isCollectorError,
  rejectedItems,
  type CollectorErrorDetails,
  type ErrorKind,
  type Rejected,
} from "./errors.ts";
export { fanOut } from "./fan-out.ts";
export {
  defineConnector,
  defineExporter,
  defineExtension,
  defineProcessor,
  defineReceiver,
  isFactory,
  type ConnectorSpec,
  type ExporterSpec,
  type ExtensionSpec,
  type Factory,
  type FactorySpec,
  type ProcessorSpec,
  type ReceiverSpec,
} from "./factory.ts";
export { HeldItems } from "./held-items.ts";
export { leaderElector, type LeaderElector, type Standing, type Term } from "./leadership.ts";
export type { Books, LaneAmounts, LaneBooks, LaneHour } from "./ledger.ts";
export type { LaneLedger, LedgerAccount, LedgerFate, LedgerTerm, LedgerView, PipelineLedger } from "./ledger-view.ts";
export type { ComponentId, Instant, Kind, PipelineId, Stability } from "./names.ts";
export type {
  Body,
  Clock,
  Compress,
  CompressionAlgorithm,
  Files,
  FileStat,
  Http2Options,
  HttpClient,
  HttpClientOptions,
  HttpClients,
  HttpRequest,
  HttpResponse,
  HttpServers,
  Listener,
  ListenOptions,
  MemoryUse,
  OpenFile,
  OwnProcess,
  Random,
  RequestBody,
  Runtime,
  ServerHandler,
  ServerRequest,
  ServerResponse,
  Timers,
  TlsClientOptions,
  TlsOptions,
  TlsServerOptions,
  TlsVersion,
} from "./runtime.ts";
export { addSkippedRanges, type SkippedRange } from "./skipped-ranges.ts";
export type { PartStatus, Status } from "./status.ts";
export { statusWatcher, type ComponentStatus, type StatusWatcher } from "./status-watcher.ts";
export {
  durableStorage,
  type DurableDamage,
  type DurableEntry,
  type DurableLog,
  type DurableStorage,
} from "./storage.ts";
export { takenAtOnce } from "./taken-at-once.ts";
export { TimedSuspicion, type Suspicion } from "./suspicion.ts";
export { timersOver } from "./timers-over.ts";
export type {
  ExportCounters,
  ExportTarget,
  InstrumentSpec,
  Instruments,
  LogData,
  Logger,
  Recorders,
  Tracer,
} from "./telemetry.ts";
export type {
  ConnectorTraits,
  ExporterTraits,
  ExtensionTraits,
  LogFieldTraits,
  LoopTraits,
  PathTraits,
  ProcessorTraits,
  ReceiverTraits,
  SeriesTraits,
  State,
} from "./traits.ts";
export { watchfulSignal } from "./watchful-signal.ts";
