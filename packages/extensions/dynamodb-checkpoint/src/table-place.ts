import type { ComponentId, LaneKey, Runtime } from "@genai-collector/component";
import { freshVersion, type DynamoTable } from "@genai-collector/config/dynamodb";
import { keyText, parseKeyText, type RecordCell, type RecordPlace } from "@genai-collector/coordination/checkpoint";
import { ItemCell, type LaneListing, type StoredVersion } from "./item-cell.ts";
import { indexPk, lanePk } from "./item-keys.ts";
import { mostItemBytes } from "./most-item-bytes.ts";
import { NameIndex } from "./name-index.ts";

/** So many items are asked for at once. */
const batchSize = 16;

/** The items of one store: one for each lane, one for each receiver that lists its lanes, and one that lists the receivers. */
export class TablePlace implements RecordPlace<StoredVersion> {
  readonly limitBytes = mostItemBytes;
  readonly #table: DynamoTable;
  readonly #prefix: string;
  readonly #firstVersion: () => number;
  readonly #receivers: NameIndex;
  readonly #lanes = new Map<ComponentId, NameIndex>();

  constructor(table: DynamoTable, prefix: string, runtime: Pick<Runtime, "clock" | "random">) {
    this.#table = table;
    this.#prefix = prefix;
    this.#firstVersion = () => freshVersion(runtime);
    this.#receivers = new NameIndex(table, indexPk(prefix, undefined), this.#firstVersion);
  }

  locate(key: LaneKey): { readonly cell: string; readonly slot: string } {
    return { cell: lanePk(this.#prefix, key), slot: keyText(key) };
  }

  cell(key: LaneKey): RecordCell<StoredVersion> {
    const { cell: pk, slot } = this.locate(key);
    return new ItemCell({
      table: this.#table,
      pk,
      slot,
      slotOf: (record) => keyText(record.key),
      listing: this.#listing(key.receiver, slot),
      firstVersion: this.#firstVersion,
    });
  }

  async list(receiver: ComponentId | undefined, signal: AbortSignal): Promise<readonly LaneKey[]> {
    const receivers = receiver === undefined ? await this.#receivers.read(signal) : [receiver];
    const keys: LaneKey[] = [];
    for (const each of receivers) {
      const names = await this.#index(each).read(signal);
      keys.push(...names.flatMap((name) => parseKeyText(name) ?? []));
    }
    return this.#written(keys, signal);
  }

  /** Of the listed lanes, those that have an item: the process may have died between the two. */
  async #written(keys: readonly LaneKey[], signal: AbortSignal): Promise<readonly LaneKey[]> {
    const written: LaneKey[] = [];
    for (let i = 0; i < keys.length; i += batchSize) {
      const batch = keys.slice(i, i + batchSize);
      const items = await Promise.all(batch.map((key) => this.#table.get(lanePk(this.#prefix, key), signal)));
      written.push(...batch.filter((_, at) => items[at] !== undefined));
    }
    return written;
  }

  #listing(receiver: ComponentId, name: string): LaneListing {
    const index = this.#index(receiver);
    return {
      add: async (signal) => {
        await this.#receivers.ensure(receiver, signal);
        await index.set(name, true, signal);
      },
      ensure: async (signal) => {
        await this.#receivers.ensure(receiver, signal);
        await index.ensure(name, signal);
      },
      remove: (signal) => index.set(name, false, signal),
    };
  }

  #index(receiver: ComponentId): NameIndex {
    let index = this.#lanes.get(receiver);
    if (index === undefined) {
      index = new NameIndex(this.#table, indexPk(this.#prefix, receiver), this.#firstVersion);
      this.#lanes.set(receiver, index);
    }
    return index;
  }
}
