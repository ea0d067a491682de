import type { Signal } from "@genai-collector/pdata";
import type { LaneBooks } from "./ledger.ts";
import type { ComponentId, Instant, PipelineId } from "./names.ts";

/**
 * What became of items. On the one side of an account stand `in`, `restored` (from a durable queue, at the start), `made`
 * and `rejected_behind` (what the next component rejected); on the other all else. `lost_with_process`: held in the memory
 * of a process that ended; `left_on_disk`: held in its durable queues.
 */
export type LedgerFate =
  | "in"
  | "restored"
  | "made"
  | "rejected_behind"
  | "out"
  | "taken"
  | "rejected"
  | "sent"
  | "dropped"
  | "returned"
  | "set_aside"
  | "gave_up"
  | "under_way"
  | "held"
  | "on_disk"
  | "lost_with_process"
  | "left_on_disk";

/** One line of an account. */
export interface LedgerTerm {
  readonly fate: LedgerFate;
  /** From the component's closed list. */
  readonly reason?: string | undefined;
  /** Spans, data points or log records. */
  readonly items: number;
}

/** One account: what came in stands against what became of it. */
export interface LedgerAccount {
  /**
   * `link`: what was handed to a component, and how it answered. `processor`, `exporter`: what became of that.
   * `answers`: what was rejected behind a processor, and whether somebody heard of it.
   */
  readonly kind: "link" | "processor" | "exporter" | "answers";
  /** Of a link: the component that it leads to; `exporters` where it leads to several at once. */
  readonly component: ComponentId;
  /** Absent: of all pipelines of the signal that the exporter stands in. */
  readonly pipeline?: PipelineId | undefined;
  readonly signal: Signal;
  readonly terms: readonly LedgerTerm[];
  /** What the sides differ by. 0: it balances. */
  readonly difference: number;
}

/** What one pipeline took, and what became of it. */
export interface PipelineLedger {
  readonly pipeline: PipelineId;
  readonly signal: Signal;
  readonly in: number;
  /** How senders were answered: the three add up to `in`. */
  readonly answers: { readonly accepted: number; readonly refused: number; readonly waiting: number };
  /**
   * What became of the items, by component: with what was made on the way on the other side, they add up to `in`. `out` of
   * an exporter: handed to it, where it serves other pipelines as well, or stands beside others; its own account goes on.
   */
  readonly fates: readonly (LedgerTerm & { readonly component: ComponentId })[];
}

/** A lane's books, and what its total differs by: expected − delivered − skipped − pending. */
export interface LaneLedger extends LaneBooks {
  readonly difference: number;
}

/** The account of every item, of all workers. */
export interface LedgerView {
  readonly at: Instant;
  /** Whether every account and every lane balances. */
  readonly isBalanced: boolean;
  readonly pipelines: readonly PipelineLedger[];
  /** Of this process and of workers that have ended. */
  readonly accounts: readonly LedgerAccount[];
  readonly lanes: readonly LaneLedger[];
  /** Sums over this process and those before it, where they are written down (`service::telemetry::ledger::path`). */
  readonly lives?: { readonly processes: number; readonly accounts: readonly LedgerAccount[] } | undefined;
}
