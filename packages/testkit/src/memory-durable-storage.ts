import {
  CollectorError,
  durableStorage,
  provide,
  type DurableDamage,
  type DurableEntry,
  type DurableLog,
  type DurableStorage,
  type Provided,
} from "@genai-collector/component";
import { concat } from "./bytes.ts";
import { SeededRandom } from "./seeded-random.ts";

interface StoredRecord {
  readonly head: Uint8Array;
  body: Uint8Array;
  isCorrupt: boolean;
}

/** What lies on the disk under one name. */
interface StoredLog {
  next: number;
  readonly records: Map<number, StoredRecord>;
  /** Written, but nobody was told: a crash decides. */
  readonly unacknowledged: Map<number, StoredRecord>;
  /** Removed, but the disk may not know: a crash decides. */
  readonly unsynced: Map<number, StoredRecord>;
  damage: DurableDamage;
}

export interface MemoryDurableStorageOptions {
  /** Decides what a crash makes of what was under way. */
  readonly seed?: number;
  /** How long a call takes; a turn of the microtasks when absent. */
  readonly delay?: () => Promise<void>;
}

/**
 * Durable logs in memory, as a disk would keep them. It survives the processes that use it: give the same one to the
 * next. A crash may lose or keep what was never acknowledged, and may bring back what was removed last.
 */
export class MemoryDurableStorage implements DurableStorage {
  /** The crash comes inside the call with this number; what it was about is decided by the seed. */
  crashAt = Infinity;
  /** Called by a crash. */
  onCrash: (() => void) | undefined;
  /** Bytes of heads and bodies, over all logs: what would be more is refused. */
  limit = Infinity;
  readonly #random: SeededRandom;
  readonly #delay: () => Promise<void>;
  readonly #logs = new Map<string, StoredLog>();
  #open = new Map<string, MemoryDurableLog>();
  #calls = 0;

  constructor(options: MemoryDurableStorageOptions = {}) {
    this.#random = new SeededRandom(options.seed ?? 1);
    this.#delay = options.delay ?? (() => Promise.resolve());
  }

  /** For `createHost`. */
  get provided(): readonly Provided[] {
    return [provide(durableStorage, this)];
  }

  /** Calls of `append`, `read` and `remove` so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Records that are there, under all names. */
  get size(): number {
    return [...this.#logs.values()].reduce((sum, log) => sum + log.records.size, 0);
  }

  async open(name: string): Promise<DurableLog> {
    if (this.#open.has(name)) throw new CollectorError("STORAGE_LOCKED", `${name} is open`, { kind: "misconfigured" });
    const stored = this.#stored(name);
    const log = new MemoryDurableLog(
      stored,
      () => this.#call(),
      () => this.limit - this.#bytes,
      () => this.#open.delete(name),
    );
    this.#open.set(name, log);
    return log;
  }

  /** Positions of the records of a log, oldest first. */
  positions(name: string): readonly number[] {
    return [...this.#stored(name).records.keys()].sort((a, b) => a - b);
  }

  /** What lies on the disk, oldest first. */
  contents(name: string): readonly { readonly head: Uint8Array; readonly body: Uint8Array }[] {
    return this.positions(name).map((position) => this.#stored(name).records.get(position)!);
  }

  /** Makes a record's body one that is no longer what was written. */
  corrupt(name: string, position: number): void {
    this.#stored(name).records.get(position)!.isCorrupt = true;
  }

  /** Puts a record there as another program would, with a head of its own. */
  put(name: string, head: Uint8Array, body: Uint8Array = new Uint8Array()): void {
    const stored = this.#stored(name);
    stored.records.set(stored.next++, { head, body, isCorrupt: false });
  }

  /** What the next `open` finds unreadable. */
  damage(name: string, damage: DurableDamage): void {
    this.#stored(name).damage = damage;
  }

  /** The process dies: its calls never settle, and its logs can be opened again. */
  crash(): void {
    for (const log of this.#open.values()) log.die();
    this.#open = new Map();
    for (const stored of this.#logs.values()) {
      for (const fate of [stored.unacknowledged, stored.unsynced]) {
        for (const [position, record] of fate) if (this.#random.next() < 0.5) stored.records.set(position, record);
        fate.clear();
      }
    }
    this.onCrash?.();
  }

  /** Resolves once the call may take effect, or never. */
  async #call(): Promise<void> {
    this.#calls++;
    if (this.#calls === this.crashAt) this.crash();
    await this.#delay();
  }

  #stored(name: string): StoredLog {
    let stored = this.#logs.get(name);
    if (stored === undefined) {
      const damage = { records: 0, bytes: 0 };
      stored = { next: 1, records: new Map(), unacknowledged: new Map(), unsynced: new Map(), damage };
      this.#logs.set(name, stored);
    }
    return stored;
  }

  get #bytes(): number {
    let bytes = 0;
    for (const { records } of this.#logs.values())
      for (const { head, body } of records.values()) bytes += head.length + body.length;
    return bytes;
  }
}

class MemoryDurableLog implements DurableLog {
  readonly entries: readonly DurableEntry[];
  readonly damage: DurableDamage;
  readonly #stored: StoredLog;
  readonly #call: () => Promise<void>;
  readonly #room: () => number;
  readonly #onClose: () => void;
  #isDead = false;
  #isClosed = false;

  constructor(stored: StoredLog, call: () => Promise<void>, room: () => number, onClose: () => void) {
    this.#stored = stored;
    this.#call = call;
    this.#room = room;
    this.#onClose = onClose;
    this.damage = stored.damage;
    this.entries = [...stored.records]
      .toSorted(([a], [b]) => a - b)
      .map(([position, { head, body }]) => ({ position, head, bytes: body.length }));
  }

  get diskBytes(): number {
    return [...this.#stored.records.values()].reduce((sum, { head, body }) => sum + head.length + body.length, 0);
  }

  async append(head: Uint8Array, body: readonly Uint8Array[]): Promise<number> {
    this.#check();
    const record = { head: head.slice(), body: concat(body), isCorrupt: false };
    if (record.head.length + record.body.length > this.#room())
      throw new CollectorError("STORAGE_FULL", "the disk is full", { kind: "refused" });
    const position = this.#stored.next++;
    this.#stored.unacknowledged.set(position, record);
    await this.#effect();
    this.#stored.unacknowledged.delete(position);
    this.#stored.records.set(position, record);
    this.#stored.unsynced.clear();
    return position;
  }

  async read(position: number): Promise<Uint8Array> {
    this.#check();
    await this.#effect();
    const record = this.#stored.records.get(position);
    if (record === undefined || record.isCorrupt)
      throw new CollectorError("STORAGE_CORRUPT", `record ${position} cannot be read`, { kind: "malformed" });
    return record.body.slice();
  }

  async remove(position: number): Promise<void> {
    this.#check();
    const record = this.#stored.records.get(position);
    if (record === undefined) throw new RangeError(`there is no record ${position}`);
    this.#stored.records.delete(position);
    this.#stored.unsynced.set(position, record);
    await this.#effect();
  }

  async close(): Promise<void> {
    if (this.#isClosed || this.#isDead) return;
    this.#isClosed = true;
    this.#stored.unsynced.clear();
    this.#onClose();
  }

  die(): void {
    this.#isDead = true;
  }

  async #effect(): Promise<void> {
    await this.#call();
    if (this.#isDead) await new Promise<never>(() => undefined);
  }

  #check(): void {
    if (this.#isClosed) throw new Error("the log is closed");
  }
}
