import type { Signal } from "@genai-collector/pdata";
import type { LedgerView } from "./ledger-view.ts";
import type { ComponentId, Instant, Kind, PipelineId } from "./names.ts";
import type { ComponentStatus } from "./status-watcher.ts";

/** One pipeline, as it is configured. */
export interface PipelineView {
  readonly id: PipelineId;
  readonly signal: Signal;
  /** Connectors among them. */
  readonly receivers: readonly ComponentId[];
  readonly processors: readonly ComponentId[];
  /** Connectors among them. */
  readonly exporters: readonly ComponentId[];
}

/** One piece of the collector's own work. */
export interface SpanSample {
  /** Such as `exporter/otlp_http/traces`. */
  readonly name: string;
  readonly startedAt: Instant;
  /** Milliseconds, with fractions. Undefined: it is still under way. */
  readonly durationMs: number | undefined;
  /** The code of what it ended with, where it failed. */
  readonly error?: string | undefined;
}

/** Samples of the collector's own work, a few of each name, latency and outcome. */
export interface SpanSamples {
  /** Begins to take samples. Before it, spans cost nothing. */
  start(): void;
  /** Newest first. */
  samples(): readonly SpanSample[];
}

/** A part of a component that has been silent for longer than it said with `Settings.beat`. */
export interface OverdueBeat {
  readonly id: ComponentId;
  /** `worker`: a whole process of several, whose number is the ID. */
  readonly kind: Kind | "worker";
  readonly part: string;
  /** For so long beyond what it said, in milliseconds. */
  readonly overdueMs: number;
}

/** The running collector, for extensions that show it to people. */
export interface CollectorView {
  readonly build: { readonly command: string; readonly version: string };
  readonly startedAt: Instant;
  readonly pipelines: readonly PipelineView[];
  /** In the order in which they started. */
  readonly extensions: readonly ComponentId[];
  /** The effective configuration in YAML, secrets left out. */
  configuration(): string;
  /** The last state of every instance. */
  statuses(): readonly ComponentStatus[];
  /** What is stuck: as long as there is any, the collector is not alive. Absent in tests that have no beats. */
  overdue?(): readonly OverdueBeat[];
  /** Absent where `service::telemetry::traces::level` is none. */
  readonly spans?: SpanSamples | undefined;
  /** The ledger of items, of all workers. Reading it walks what is held. */
  ledger?(): Promise<LedgerView>;
}
