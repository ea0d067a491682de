import type { Recorders } from "@genai-collector/component";
import type { CheckpointInstruments } from "./checkpoint-instruments.ts";
import type { CellContent } from "./record-cell.ts";

export type Operation = CheckpointInstruments["operations"]["attributes"]["operation"][number];
export type Outcome = CheckpointInstruments["operations"]["attributes"]["outcome"][number];
export type WriteOutcome = CheckpointInstruments["writes"]["attributes"]["outcome"][number];

/** Counts what a store does, and how full its cells are. */
export class CheckpointTelemetry {
  readonly #instruments: Recorders<CheckpointInstruments>;
  readonly #cells = new Map<string, { readonly lanes: number; readonly usedBytes: number }>();

  constructor(instruments: Recorders<CheckpointInstruments>) {
    this.#instruments = instruments;
  }

  /** Counts `work` by how it ends. */
  async operation<T>(operation: Operation, work: () => Promise<T>, outcomeOf: (result: T) => Outcome): Promise<T> {
    let outcome: Outcome = "failed";
    try {
      const result = await work();
      outcome = outcomeOf(result);
      return result;
    } finally {
      this.#instruments.operations.record(1, { operation, outcome });
    }
  }

  wrote(outcome: WriteOutcome): void {
    this.#instruments.writes.record(1, { outcome });
  }

  /** A cell was read. */
  read(): void {
    this.#instruments.reads.record(1);
  }

  /** What a cell holds, as was just read or written. */
  holds(cell: string, content: CellContent<unknown> | undefined): void {
    if (content === undefined || content.records.size === 0) this.#cells.delete(cell);
    else this.#cells.set(cell, { lanes: content.records.size, usedBytes: content.usedBytes });
    let lanes = 0;
    let usedBytes = 0;
    for (const each of this.#cells.values()) {
      lanes += each.lanes;
      usedBytes = Math.max(usedBytes, each.usedBytes);
    }
    this.#instruments.lanes.record(lanes);
    this.#instruments.used_bytes.record(usedBytes);
  }

  limit(bytes: number): void {
    this.#instruments.limit_bytes.record(bytes);
  }

  orphans(count: number): void {
    this.#instruments.orphans.record(count);
  }

  orphanRemoved(): void {
    this.#instruments.orphans_removed.record(1);
  }
}
