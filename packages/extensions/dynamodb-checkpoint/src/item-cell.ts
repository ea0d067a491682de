import type { DynamoItem, DynamoTable } from "@genai-collector/config/dynamodb";
import {
  isRecord,
  noRoom,
  unreadable,
  type CellContent,
  type LaneRecord,
  type RecordCell,
  type RecordChanges,
  type StoredRecord,
} from "@genai-collector/coordination/checkpoint";
import { bytesOf, formatItem, parseItem, versionOf, type ItemVersion } from "./lane-item.ts";
import { mostItemBytes } from "./most-item-bytes.ts";

/** Where a receiver's lanes are listed. */
export interface LaneListing {
  /** Before the item is made, and once more behind it. Looks, because somebody may have just removed the lane. */
  add(signal: AbortSignal): Promise<void>;
  /** An item was found. */
  ensure(signal: AbortSignal): Promise<void>;
  /** The item is gone. */
  remove(signal: AbortSignal): Promise<void>;
}

/** What is compared at a write. */
export type StoredVersion = ItemVersion | "absent";

export interface ItemCellOptions {
  readonly table: DynamoTable;
  readonly pk: string;
  /** The text of the lane's key. */
  readonly slot: string;
  readonly slotOf: (record: LaneRecord) => string;
  readonly listing: LaneListing;
  /** Of an item that is made. */
  firstVersion(): number;
}

/** One lane's item. */
export class ItemCell implements RecordCell<StoredVersion> {
  readonly #options: ItemCellOptions;

  constructor(options: ItemCellOptions) {
    this.#options = options;
  }

  async read(signal: AbortSignal): Promise<CellContent<StoredVersion> | undefined> {
    const { table, pk, listing } = this.#options;
    const item = await table.get(pk, signal);
    if (item === undefined) return undefined;
    await listing.ensure(signal);
    return this.#content(item);
  }

  async replace(
    changes: RecordChanges,
    base: CellContent<StoredVersion> | undefined,
    signal: AbortSignal,
  ): Promise<CellContent<StoredVersion> | "conflict"> {
    const record = changes.get(this.#options.slot);
    return record === undefined ? this.#remove(base, signal) : this.#put(record, base, signal);
  }

  async #put(
    record: LaneRecord,
    base: CellContent<StoredVersion> | undefined,
    signal: AbortSignal,
  ): Promise<CellContent<StoredVersion> | "conflict"> {
    const { table, pk, listing, firstVersion } = this.#options;
    const version = base?.version ?? "absent";
    const item = formatItem(pk, record, typeof version === "number" ? version + 1 : firstVersion());
    const bytes = bytesOf(item);
    if (bytes > mostItemBytes) throw noRoom(`the item ${pk} would have ${bytes} bytes of ${mostItemBytes}`);
    if (version === "absent") await listing.add(signal);
    if ((await table.put(item, version, signal)) === "conflict") return "conflict";
    // Who removed the lane a moment ago may only now have taken it off the list.
    if (version === "absent") await listing.add(signal);
    return this.#content(item);
  }

  async #remove(
    base: CellContent<StoredVersion> | undefined,
    signal: AbortSignal,
  ): Promise<CellContent<StoredVersion> | "conflict"> {
    const { table, pk, slot, listing } = this.#options;
    const record = base?.records.get(slot);
    let version = base?.version;
    if (version === "unversioned") {
      // What has no version has no condition to be removed under: it is given one first.
      const upgraded = await this.#put(record as LaneRecord, base, signal);
      if (upgraded === "conflict") return "conflict";
      ({ version } = upgraded);
    }
    if ((await table.remove(pk, version as number, signal)) === "conflict") return "conflict";
    await listing.remove(signal);
    // Made anew meanwhile, by somebody who found it on the list.
    if ((await table.get(pk, signal)) !== undefined) await listing.add(signal);
    return { records: new Map(), version: "absent", usedBytes: 0 };
  }

  #content(item: DynamoItem): CellContent<StoredVersion> {
    return {
      records: new Map([[this.#options.slot, this.#parse(item)]]),
      version: versionOf(item),
      usedBytes: bytesOf(item),
    };
  }

  #parse(item: DynamoItem): StoredRecord {
    const { pk, slot, slotOf } = this.#options;
    const record = parseItem(item);
    const wrong = !isRecord(record) ? record.wrong : slotOf(record) === slot ? undefined : "the record of another lane";
    if (wrong === undefined) return record as LaneRecord;
    const advice = "mend it, or delete the item to start the lane over";
    return { error: unreadable(`the item ${pk} cannot be used: it has ${wrong}; ${advice}`) };
  }
}
