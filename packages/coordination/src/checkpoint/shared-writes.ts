import { isCollectorError } from "@genai-collector/component";
import { conflicted } from "./checkpoint-errors.ts";
import type { CheckpointTelemetry } from "./checkpoint-telemetry.ts";
import { DoubtfulWrites } from "./doubtful-writes.ts";
import type { LaneChange } from "./lane-change.ts";
import type { LaneRecord } from "./lane-record.ts";
import type { CellContent, RecordCell } from "./record-cell.ts";
import { judgeRound, type Round, type Waiting } from "./write-round.ts";

/** A write that meets another's is tried so often in all. */
const mostAttempts = 6;

export interface SharedWritesOptions<V> {
  readonly name: string;
  readonly cell: RecordCell<V>;
  /** Gives each write a mark of its own, by which it is found when its answer got lost. Undefined: no answer gets lost. */
  readonly nextMark: (() => string) | undefined;
  readonly telemetry: CheckpointTelemetry;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/**
 * The writes of one cell, one after the other. Changes of one moment, and those that come while one is written, share a
 * write. Each is judged against what is stored, again after every conflict. What this process wrote last is remembered:
 * a write over it needs no read, and finds out by its version whether somebody else has written since.
 */
export class SharedWrites<V> {
  readonly #options: SharedWritesOptions<V>;
  readonly #doubtful = new DoubtfulWrites();
  /** What our own last write left. */
  #known: CellContent<V> | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(options: SharedWritesOptions<V>) {
    this.#options = options;
  }

  /** Resolves when the change is written, or had nothing to write; rejects with why that is not known. */
  submit<T>(change: LaneChange<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.push({ change, resolve: resolve as (answer: unknown) => void, reject });
    this.#writing ??= this.#drain();
    return promise;
  }

  /** What is under way, and all that waits behind it. Undefined: nothing. */
  get writing(): Promise<void> | undefined {
    return this.#writing;
  }

  async #drain(): Promise<void> {
    await Promise.resolve(); // whoever calls in the same moment shares the first write
    while (this.#waiting.length > 0) {
      const changes = this.#waiting;
      this.#waiting = [];
      await this.#settle(changes);
    }
    // In the turn in which nothing was left: who comes a moment later must begin anew.
    this.#writing = undefined;
  }

  /** Never rejects. What finds no room must not keep others from being written: then each has a write of its own. */
  async #settle(changes: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(changes);
    } catch (error) {
      const isFull = isCollectorError(error) && error.code === "CHECKPOINT_FULL";
      if (isFull && changes.length > 1) for (const change of changes) await this.#settle([change]);
      else for (const { reject } of changes) reject(error);
    }
  }

  async #write(changes: readonly Waiting[]): Promise<void> {
    let open = changes;
    for (let attempts = 0; attempts < mostAttempts;) {
      const remembered = this.#known;
      const base = remembered ?? (await this.#read());
      if (remembered === undefined) open = open.filter((waiting) => !this.#findWritten(waiting, base));
      const round = judgeRound(open, base?.records, remembered !== undefined, this.#options.nextMark?.());
      if (round === "stale") {
        this.#known = undefined;
        continue;
      }
      if (round.changes.size === 0) return round.answer();
      if (await this.#replace(round, base)) return round.answer();
      attempts++;
    }
    throw conflicted(mostAttempts);
  }

  async #read(): Promise<CellContent<V> | undefined> {
    const { cell, telemetry, name, signal } = this.#options;
    telemetry.read();
    const content = await cell.read(signal);
    telemetry.holds(name, content);
    return content;
  }

  /** False: somebody else has written meanwhile. */
  async #replace(round: Round, base: CellContent<V> | undefined): Promise<boolean> {
    const { cell, telemetry, name, signal } = this.#options;
    // Forgotten until the answer says what is there.
    this.#known = undefined;
    for (const [slot, advances] of round.advances) this.#doubtful.begin(slot, round.mark, advances);
    let outcome: CellContent<V> | "conflict" | undefined;
    try {
      outcome = await cell.replace(round.changes, base, signal);
    } finally {
      telemetry.wrote(outcome === undefined ? "failed" : outcome === "conflict" ? "conflict" : "written");
    }
    if (outcome === "conflict") return false;
    this.#known = outcome;
    this.#doubtful.settle(round.changes.keys());
    telemetry.holds(name, outcome);
    return true;
  }

  /** Whether a change was written by an earlier attempt whose answer did not say so. Then it is answered. */
  #findWritten({ change, resolve }: Waiting, base: CellContent<V> | undefined): boolean {
    const stored = base?.records.get(change.slot);
    if (change.mark === undefined || stored === undefined || "error" in stored) return false;
    const isWritten = this.#doubtful.take(change.slot, (stored satisfies LaneRecord).write, change.mark.fingerprint);
    if (isWritten) resolve(change.mark.answer);
    return isWritten;
  }
}
