import type { QueueLedger } from "./queue-ledger.ts";
import type { TruePoint } from "./simulated-platform.ts";
import type { LanePromise, Report } from "./violations.ts";

/** What a ledger needs to know of its lane. */
export interface LaneOptions {
  /** For people: receiver, pass and pipeline. */
  readonly name: string;
  /** How old a bucket is at least when it arrives, in milliseconds of true time. */
  readonly settlesMs: number;
  /**
   * What a sink must have of the minute that ended at `end`: by each configuration that a process may have had then, the
   * newest first.
   */
  truthsOf(end: number): readonly (readonly TruePoint[])[];
  /** Whether answers lacked values of a series (undefined: of any) since then: nobody can know them, and the receiver counts. */
  lacked(key: string | undefined, since: number): boolean;
  now(): number;
  readonly report: Report<LanePromise>;
  /** The queue on disk that takes responsibility in the sink's place. */
  readonly queue: QueueLedger | undefined;
}
