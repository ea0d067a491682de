import {
  checkpointStore,
  provide,
  type Checkpoint,
  type CheckpointStore,
  type ComponentId,
  type Frontier,
  type LaneKey,
  type Provided,
  type Skipped,
} from "@genai-collector/component";

const earliest = Date.parse("0001-01-01T00:00:00.000Z");
const latest = Date.parse("9999-12-31T23:59:59.999Z");

type Advanced = "saved" | "unchanged" | "fenced";

/**
 * A checkpoint store in memory, with the real fence (`delivery.md` §6.2). It survives the processes that use it: give the
 * same one to the next.
 */
export class MemoryCheckpointStore implements CheckpointStore {
  readonly #lanes = new Map<string, { readonly key: LaneKey; checkpoint: Checkpoint | "unreadable" }>();
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
    this.#lanes.set(textOf(key), { key, checkpoint: "unreadable" });
  }

  async load(key: LaneKey): Promise<Checkpoint | undefined> {
    this.#failAsAsked();
    return this.#read(key);
  }

  async advance(key: LaneKey, to: Frontier, epoch: number, skipped: readonly Skipped[]): Promise<Advanced> {
    this.#failAsAsked();
    checkWritable(to);
    const stored = this.#read(key);
    const verdict = stored === undefined ? "saved" : fence(stored, to, epoch);
    if (verdict !== "saved") return verdict;
    const checkpoint = { frontier: to, epoch, skipped: addSkipped(stored?.skipped ?? {}, skipped) };
    this.#lanes.set(textOf(key), { key, checkpoint });
    return "saved";
  }

  async list(receiver: ComponentId): Promise<readonly LaneKey[]> {
    this.#failAsAsked();
    return [...this.#lanes.values()].map(({ key }) => key).filter((key) => key.receiver === receiver);
  }

  async remove(key: LaneKey): Promise<void> {
    this.#failAsAsked();
    this.#lanes.delete(textOf(key));
  }

  #read(key: LaneKey): Checkpoint | undefined {
    const checkpoint = this.#lanes.get(textOf(key))?.checkpoint;
    if (checkpoint === "unreadable") throw new Error(`the checkpoint of ${textOf(key)} is there and cannot be read`);
    return checkpoint;
  }

  #failAsAsked(): void {
    while (this.#failures.length > 0 && this.#failures[0]!.times <= 0) this.#failures.shift();
    const failure = this.#failures[0];
    if (failure === undefined) return;
    failure.times--;
    throw failure.error;
  }
}

/** An older epoch may write nothing; who is not older, only a later time, or another cursor at the same time. */
function fence({ frontier, epoch: storedEpoch }: Checkpoint, to: Frontier, epoch: number): Advanced {
  if (epoch < storedEpoch) return "fenced";
  if (to.time > frontier.time) return "saved";
  const isSameCursor = (to.cursor ?? "") === (frontier.cursor ?? "");
  return to.time === frontier.time && !isSameCursor ? "saved" : "unchanged";
}

/** Stores write instants as dates: what has no date of four digits would become a record that nobody can read. */
function checkWritable({ time }: Frontier): void {
  const isWritable = Number.isInteger(time) && time >= earliest && time <= latest;
  if (!isWritable) throw new RangeError(`a frontier is a whole millisecond of the years 1 to 9999, found ${time}`);
}

function addSkipped(sums: Checkpoint["skipped"], skipped: readonly Skipped[]): Checkpoint["skipped"] {
  const next = { ...sums };
  for (const { reason, items = 0, from, to } of skipped) {
    const before = next[reason] ?? { items: 0, ms: 0 };
    const ms = from === undefined || to === undefined ? 0 : to - from;
    next[reason] = { items: before.items + items, ms: before.ms + ms };
  }
  return next;
}

function textOf({ receiver, loop, pass, pipeline }: LaneKey): string {
  return JSON.stringify([receiver, loop, pass, pipeline]);
}
