import {
  checkpointStore,
  provide,
  type BookedHour,
  type Checkpoint,
  type CheckpointStore,
  type ComponentId,
  type Frontier,
  type LaneKey,
  type Provided,
  type Skipped,
} from "@genai-collector/component";
import {
  applyAdvance,
  checkAdvance,
  judge,
  keyText,
  type LaneRecord,
  type Verdict,
} from "@genai-collector/coordination/checkpoint";

/**
 * A checkpoint store in memory, with the real fence (`delivery.md` §6.2). It survives the processes that use it: give the
 * same one to the next.
 */
export class MemoryCheckpointStore implements CheckpointStore {
  readonly #lanes = new Map<string, LaneRecord | { readonly key: LaneKey; readonly checkpoint: "unreadable" }>();
  readonly #failures: { readonly error: Error; times: number }[] = [];

  /** For `createHost`. */
  get provided(): readonly Provided[] {
    return [provide(checkpointStore, this)];
  }

  /** Lets the next `times` calls reject with `error`. */
  failWith(error: Error, times = 1): void {
    this.#failures.push({ error, times });
  }

  /** Fails no longer. */
  recover(): void {
    this.#failures.length = 0;
  }

  /** Makes a lane's record one that is there and cannot be read. */
  corrupt(key: LaneKey): void {
    this.#lanes.set(keyText(key), { key, checkpoint: "unreadable" });
  }

  async load(key: LaneKey): Promise<Checkpoint | undefined> {
    this.#failAsAsked();
    return this.#read(key)?.checkpoint;
  }

  async advance(
    key: LaneKey,
    to: Frontier,
    epoch: number,
    skipped: readonly Skipped[],
    booked: readonly BookedHour[] = [],
    from?: Frontier | "absent",
  ): Promise<Verdict> {
    this.#failAsAsked();
    const advance = { key, to, epoch, skipped, booked, from };
    checkAdvance(advance);
    const stored = this.#read(key);
    const verdict = judge(stored?.checkpoint, to, epoch, from);
    if (verdict === "saved") this.#lanes.set(keyText(key), applyAdvance(stored, advance));
    return verdict;
  }

  async list(receiver: ComponentId): Promise<readonly LaneKey[]> {
    this.#failAsAsked();
    return [...this.#lanes.values()].map(({ key }) => key).filter((key) => key.receiver === receiver);
  }

  async remove(key: LaneKey): Promise<void> {
    this.#failAsAsked();
    this.#lanes.delete(keyText(key));
  }

  #read(key: LaneKey): LaneRecord | undefined {
    const record = this.#lanes.get(keyText(key));
    if (record === undefined || record.checkpoint !== "unreadable") return record;
    throw new Error(`the checkpoint of ${keyText(key)} is there and cannot be read`);
  }

  #failAsAsked(): void {
    while (this.#failures.length > 0 && this.#failures[0]!.times <= 0) this.#failures.shift();
    const failure = this.#failures[0];
    if (failure === undefined) return;
    failure.times--;
    throw failure.error;
  }
}
