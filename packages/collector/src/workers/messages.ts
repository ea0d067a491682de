import type { ComponentStatus } from "@genai-collector/component";
import type { Beat, LedgerReading, MetricReading } from "@genai-collector/service";

/** What the configuration was read from, by path. */
export type ReadFiles = ReadonlyMap<string, Uint8Array>;

/** What a worker tells the supervisor. */
export type FromWorker =
  /** It listens: nothing that was sent before has arrived. */
  | { readonly kind: "here" }
  /** Everything has started. */
  | { readonly kind: "ready" }
  /** It could not start; its process ends. */
  | { readonly kind: "failed"; readonly message: string }
  /** Nothing comes behind it. */
  | { readonly kind: "last" }
  /** Its metrics and its ledger; `answers`: the question that this is the answer to. */
  | {
      readonly kind: "readings";
      readonly readings: readonly MetricReading[];
      readonly ledger?: LedgerReading | undefined;
      readonly answers?: number | undefined;
    }
  /** All but the first worker: how a component is doing. */
  | { readonly kind: "status"; readonly status: ComponentStatus }
  /** All but the first worker: who is to be heard of again, and when. */
  | { readonly kind: "beat"; readonly beat: Beat }
  /** The first worker alone: the metrics of all others are wanted. */
  | { readonly kind: "read others"; readonly question: number };

/** What the supervisor tells a worker. */
export type ToWorker =
  /** The first message: what the supervisor has read, so that all run the same, whenever they are started. */
  | { readonly kind: "begin"; readonly files: ReadFiles }
  | { readonly kind: "stop" }
  | { readonly kind: "read"; readonly question: number }
  /** The first worker alone, from here on. */
  | {
      readonly kind: "others";
      readonly answers: number;
      readonly readings: readonly (readonly MetricReading[])[];
      readonly ledgers: readonly LedgerReading[];
    }
  | { readonly kind: "status"; readonly worker: number; readonly status: ComponentStatus }
  | { readonly kind: "beat"; readonly worker: number; readonly beat: Beat }
  | { readonly kind: "ended"; readonly worker: number };

/** One worker's process, as the supervisor sees it. */
export interface WorkerProcess {
  readonly pid: number;
  /** Lost where the process has ended. */
  send(message: ToWorker): void;
  /** Ends it at once. */
  kill(): void;
}

/** How a process ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Starts workers. */
export interface WorkerProcesses {
  start(index: number, told: { message(message: FromWorker): void; ended(end: WorkerEnd): void }): WorkerProcess;
}
