import type {
  BookedHour,
  Checkpoint,
  CheckpointStore,
  ComponentId,
  Frontier,
  LaneKey,
  Skipped,
} from "@genai-collector/component";
import { checkAdvance } from "./advance.ts";
import { notSaved } from "./checkpoint-errors.ts";
import type { CheckpointTelemetry } from "./checkpoint-telemetry.ts";
import type { Verdict } from "./fence.ts";
import { endsBefore } from "./ends-before.ts";
import { advanceChange, removeChange, type LaneChange } from "./lane-change.ts";
import type { LaneRecord } from "./lane-record.ts";
import type { CellContent, RecordPlace } from "./record-cell.ts";
import { SharedWrites } from "./shared-writes.ts";

export interface CellStoreOptions {
  readonly telemetry: CheckpointTelemetry;
  /** A text that no other process has: answers of writes may get lost, and then are found by it. Undefined: none does. */
  readonly writer: string | undefined;
}

/**
 * A checkpoint store over any place whose documents can be compared and swapped. Monotonic and fenced whoever else
 * writes there; what changes nothing writes nothing.
 */
export class CellStore<V> implements CheckpointStore {
  readonly #options: CellStoreOptions;
  readonly #giveUp = new AbortController();
  readonly #writes = new Map<string, SharedWrites<V>>();
  /** Those that are about to begin, by cell. */
  readonly #reads = new Map<string, Promise<CellContent<V> | undefined>>();
  #place: RecordPlace<V> | undefined;
  #marks = 0;

  constructor(options: CellStoreOptions) {
    this.#options = options;
  }

  /** From now on it works. Before, it neither says that a lane is absent nor writes. */
  open(place: RecordPlace<V>): void {
    this.#place = place;
    this.#options.telemetry.limit(place.limitBytes);
  }

  /** Takes no more, and waits for the writes that are under way; gives them up with `signal`. False: one may go on all the same. */
  async close(signal: AbortSignal): Promise<boolean> {
    this.#place = undefined;
    const writing = Promise.all([...this.#writes.values()].flatMap(({ writing }) => writing ?? []));
    const isIdle = await endsBefore(writing, signal);
    this.#giveUp.abort(signal.reason); // what reads is given up in any case
    return isIdle;
  }

  async load(key: LaneKey): Promise<Checkpoint | undefined> {
    const place = this.#open();
    const { telemetry } = this.#options;
    const read = async (): Promise<Checkpoint | undefined> => (await this.#read(place, key))?.checkpoint;
    return telemetry.operation("load", read, (found) => (found === undefined ? "absent" : "ok"));
  }

  async advance(
    key: LaneKey,
    to: Frontier,
    epoch: number,
    skipped: readonly Skipped[],
    booked: readonly BookedHour[] = [],
    from?: Frontier | "absent",
  ): Promise<Verdict> {
    const advance = { key, to, epoch, skipped, booked, from };
    checkAdvance(advance);
    const place = this.#open();
    const change = (slot: string): LaneChange<Verdict> => advanceChange(slot, advance);
    return this.#options.telemetry.operation(
      "advance",
      () => this.#submit(place, key, change),
      (verdict) => verdict,
    );
  }

  async list(receiver: ComponentId): Promise<readonly LaneKey[]> {
    const place = this.#open();
    return this.#options.telemetry.operation(
      "list",
      () => place.list(receiver, this.#giveUp.signal),
      () => "ok",
    );
  }

  async remove(key: LaneKey): Promise<void> {
    const place = this.#open();
    const change = (slot: string): LaneChange<boolean> => removeChange(slot, () => true);
    await this.#options.telemetry.operation(
      "remove",
      () => this.#submit(place, key, change),
      (isGone) => (isGone ? "ok" : "absent"),
    );
  }

  /** Every lane that lies there, of whatever receiver. */
  async listAll(): Promise<readonly LaneKey[]> {
    return this.#open().list(undefined, this.#giveUp.signal);
  }

  /** Removes a lane that stands exactly there. Answers whether it did. */
  async removeAt(key: LaneKey, { time, cursor }: Frontier): Promise<boolean> {
    const stands = ({ checkpoint: { frontier } }: LaneRecord): boolean =>
      frontier.time === time && frontier.cursor === cursor;
    return this.#submit(this.#open(), key, (slot) => removeChange(slot, stands));
  }

  async #read(place: RecordPlace<V>, key: LaneKey): Promise<LaneRecord | undefined> {
    const { cell, slot } = place.locate(key);
    const read = async (): Promise<CellContent<V> | undefined> => {
      await Promise.resolve(); // whoever loads in the same moment shares it
      this.#reads.delete(cell);
      this.#options.telemetry.read();
      const content = await place.cell(key).read(this.#giveUp.signal);
      this.#options.telemetry.holds(cell, content);
      return content;
    };
    const reading = this.#reads.get(cell) ?? read();
    this.#reads.set(cell, reading);
    const stored = (await reading)?.records.get(slot);
    if (stored !== undefined && "error" in stored) throw stored.error;
    return stored;
  }

  async #submit<T>(place: RecordPlace<V>, key: LaneKey, change: (slot: string) => LaneChange<T>): Promise<T> {
    const { cell, slot } = place.locate(key);
    let writes = this.#writes.get(cell);
    if (writes === undefined) {
      writes = new SharedWrites({
        name: cell,
        cell: place.cell(key),
        nextMark: this.#options.writer === undefined ? undefined : () => `${this.#options.writer}-${++this.#marks}`,
        telemetry: this.#options.telemetry,
        signal: this.#giveUp.signal,
      });
      this.#writes.set(cell, writes);
    }
    return writes.submit(change(slot));
  }

  /** Before the start nothing is known, and after the shutdown the place may be another's: neither is "absent". */
  #open(): RecordPlace<V> {
    if (this.#place === undefined) throw notSaved("the checkpoint store is not open");
    return this.#place;
  }
}
