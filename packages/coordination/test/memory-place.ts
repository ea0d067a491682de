import type { ComponentId, LaneKey } from "@genai-collector/component";
import {
  keyText,
  noRoom,
  type CellContent,
  type RecordCell,
  type RecordChanges,
  type RecordPlace,
  type StoredRecord,
} from "@genai-collector/coordination/checkpoint";

/** A call of the place, before or after its effect. */
export type Moment = "read" | "before replace" | "after replace";

/** A document in memory that several processes compare and swap. */
export class Shelf {
  version = 0;
  records: ReadonlyMap<string, StoredRecord> = new Map();
  reads = 0;
  /** Attempts to write, those that met another's included. */
  attempts = 0;
  writes = 0;
  /** The next write takes effect, and is answered as if it met another's: the client has tried twice. */
  triesTwice = false;
  /** What it has no room for. */
  refusedSlot: string | undefined;
  /** Asked at each moment of each call: may wait, throw, or let others write. */
  at: (moment: Moment) => Promise<void> | void = () => undefined;

  place(): RecordPlace<number> {
    return new ShelfPlace(this);
  }

  /** Somebody else writes. */
  put(slot: string, record: StoredRecord | undefined): void {
    const records = new Map(this.records);
    if (record === undefined) records.delete(slot);
    else records.set(slot, record);
    this.records = records;
    this.version++;
  }

  get content(): CellContent<number> {
    return { records: this.records, version: this.version, usedBytes: this.records.size * 100 };
  }
}

class ShelfPlace implements RecordPlace<number>, RecordCell<number> {
  readonly limitBytes = 10_000;
  readonly #shelf: Shelf;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  locate(key: LaneKey): { readonly cell: string; readonly slot: string } {
    return { cell: "shelf", slot: keyText(key) };
  }

  cell(): RecordCell<number> {
    return this;
  }

  async list(receiver: ComponentId | undefined): Promise<readonly LaneKey[]> {
    await this.#shelf.at("read");
    const keys = [...this.#shelf.records.values()].flatMap(({ key }) => key ?? []);
    return keys.filter((key) => receiver === undefined || key.receiver === receiver);
  }

  async read(): Promise<CellContent<number> | undefined> {
    this.#shelf.reads++;
    await this.#shelf.at("read");
    return this.#shelf.version === 0 ? undefined : this.#shelf.content;
  }

  async replace(
    changes: RecordChanges,
    base: CellContent<number> | undefined,
  ): Promise<CellContent<number> | "conflict"> {
    this.#shelf.attempts++;
    if (changes.has(this.#shelf.refusedSlot ?? "")) throw noRoom("no room");
    await this.#shelf.at("before replace");
    const isCurrent = this.#shelf.version === (base?.version ?? 0);
    if (isCurrent) {
      for (const [slot, record] of changes) this.#shelf.put(slot, record);
      this.#shelf.writes++;
    }
    const { content } = this.#shelf;
    await this.#shelf.at("after replace");
    const isHidden = this.#shelf.triesTwice;
    this.#shelf.triesTwice = false;
    return isCurrent && !isHidden ? content : "conflict";
  }
}
