import type { Signal } from "@genai-collector/pdata";
import type { ComponentId, PipelineId } from "./names.ts";

/** One metric that a loop or a connector makes. */
export interface SeriesTraits {
  readonly name: string;
  readonly unit: string;
  readonly labels: readonly string[];
  /** What a value says, in one sentence. */
  readonly doc?: string;
  /** What values may be summed over. Default: `no`. */
  readonly additive?: "time_and_labels" | "labels" | "no";
  /** What bounds the values of each label: "4 values", "models with traffic in the window, at most max_groups". */
  readonly bounds?: Readonly<Record<string, string>>;
  /** A typical PromQL query, with the default names. */
  readonly query?: string;
}

/** One attribute of the log records that a loop makes. */
export interface LogFieldTraits {
  readonly name: string;
  readonly on: "resource" | "record";
  readonly type: "string" | "int" | "double" | "boolean" | "string[]";
  /** UCUM. */
  readonly unit?: string;
  /** What a value says, in one sentence. */
  readonly doc: string;
  /** What bounds its values: "4 values", "at most 128 characters". */
  readonly bound?: string;
  /** It is there only where the user opened it. */
  readonly optIn?: boolean;
}

/** One polling loop, as far as others must know it. */
export interface LoopTraits {
  readonly name: string;
  readonly signal: Signal;
  readonly cadenceMs: number;
  readonly requestsPerPoll: number;
  readonly bucketMs?: number | undefined;
  /** The longest range of one request, in milliseconds. */
  readonly maxRangeMs?: number | undefined;
  /** Some poll of it may hand on data that can still change. */
  readonly unsettled: boolean;
  readonly series: readonly SeriesTraits[];
  /** Logs: every attribute that a record may have. */
  readonly fields?: readonly LogFieldTraits[] | undefined;
  /** Fields beyond the content-free default that the user opened. */
  readonly releases: readonly string[];
}

/**
 * What a component remembers between batches, and so which batches must meet one instance. Budgets and caches that may
 * differ per worker are "none".
 */
export type State = "none" | "by-trace" | "by-stream" | "single";

export interface ReceiverTraits {
  /** Absent: it is pushed to. */
  readonly loops?: readonly LoopTraits[];
}

export interface ProcessorTraits {
  /** It settles polled data, this many milliseconds after the end of a bucket. */
  readonly settlesMs?: number;
  readonly guards?: boolean;
  /** Takes a payload whole or refuses it: may stand before settle. */
  readonly admitsOnly?: boolean;
  readonly renamesSeries?: boolean;
  /** "accepted": keeps data beyond `consume`, whatever the context asks (tail sampling). No polled data through here. */
  readonly acknowledges?: "delivered" | "accepted";
  readonly state?: State;
}

export interface ConnectorTraits {
  /** Makes new data; carries neither acknowledgement nor coverage. */
  readonly aggregates: boolean;
  readonly series?: readonly SeriesTraits[];
  readonly state?: State;
}

export interface ExporterTraits {
  readonly acknowledges: "delivered" | "accepted" | "pull";
  /** Its queue survives the process. */
  readonly durable?: boolean;
  /** What the sink makes of series names. */
  readonly naming?: "as-is" | "prometheus";
  readonly state?: State;
}

export interface ExtensionTraits {
  /** Runs in every worker, not in the first alone. */
  readonly perWorker?: boolean;
  /** Checkpoint stores: every replica of the collector reads and writes the same. */
  readonly shared?: boolean;
}

/** One pipeline, as the rules over the graph see it. */
export interface PathTraits {
  readonly pipeline: PipelineId;
  readonly signal: Signal;
  /** Polling loops that reach it, through connectors too. */
  readonly loops: readonly (LoopTraits & { readonly receiver: ComponentId })[];
  readonly pushed: boolean;
  readonly settlesMs?: number | undefined;
  readonly exporters: readonly (ExporterTraits & { readonly id: ComponentId })[];
}
