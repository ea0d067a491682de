/** Builds the graph of components from a configuration, checks the rules over it, and runs it. */
export { createService, dryBuild } from "./create-service.ts";
export { BuildError, formatFinding, isError, type Finding } from "./finding.ts";
export type { ConfiguredGraph } from "./graph/configured-graph.ts";
export { namedExtensions, type NamedExtension } from "./graph/named-extensions.ts";
export { planGraph, type Plan } from "./graph/plan.ts";
export { ShutdownError, type StopFailure } from "./lifecycle/shutdown-error.ts";
export { StartError } from "./lifecycle/start-error.ts";
export { errorFields, errorMessage, type ErrorFields } from "./logging/error-fields.ts";
export { redactedText } from "./logging/redacted-text.ts";
export type { Pinned } from "./rules/pinned.ts";
export { combineLedgers, endedLedger } from "./ledger/combine-ledgers.ts";
export type { LedgerReading } from "./ledger/ledger.ts";
export { ledgerTotals } from "./ledger/ledger-totals.ts";
export { ledgerView } from "./ledger/ledger-view.ts";
export type { FatalReport, Service } from "./service.ts";
export type { ServiceOptions } from "./service-parts.ts";
export type { Beat } from "./status/beats.ts";
export type { InstanceId, InstanceStatus, ServiceStatus } from "./status/status-board.ts";
export type { StatusState } from "./status/status-state.ts";
export type { ProcessReader, ProcessUsage } from "./telemetry/process-metrics.ts";
export { combineReadings, lastingReadings, type MetricReading, type SeriesReading } from "./workers/metric-reading.ts";
export { processReadings } from "./workers/process-readings.ts";
export type { WorkerPlace } from "./workers/worker-place.ts";
export type { BuildInfo } from "./telemetry/telemetry.ts";
export type { PackageDoors } from "./packages/package-doors.ts";
export {
  namesOf,
  PackageLoader,
  type ComponentNames,
  type LoadedPackages,
  type PackageProblem,
  type PackageSource,
} from "./packages/package-loader.ts";
