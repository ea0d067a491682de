import { badFields } from "./bad-fields.ts";
import { ByteTable } from "./byte-table.ts";
import type { FieldClass } from "./field-class.ts";
import type { FieldSet } from "./field-set.ts";
import { labelClass } from "./label-class.ts";

/** The members of an object whose keys people make up. */
export interface Entries<V> {
  readonly kept: ReadonlyMap<string, V>;
  /** Entries that have what is needed, under a key that is no label: left out. */
  readonly unnamed: number;
  /** Likewise, beyond the most that are kept. */
  readonly beyond: number;
}

export interface EntriesOptions<V> {
  /** The field without which an entry is passed over, its key unread. */
  readonly needs: keyof V & string;
  /** Only these keys, compared as bytes. Default: every key that is a label without an address. */
  readonly keys?: readonly string[] | undefined;
  /** Entries that are kept. Default 100. */
  readonly max?: number | undefined;
}

/** What a reader of entries must know. */
export interface EntriesSpec {
  readonly set: FieldSet<unknown>;
  readonly needs: string;
  readonly keys: ByteTable<string> | undefined;
  readonly label: FieldClass<string | number>;
  readonly max: number;
}

const maxKeyBytes = 128;

/** An object of records by key; see `entries`. */
export function entriesClass<V>(set: FieldSet<V>, options: EntriesOptions<V>): FieldClass<Entries<V>> {
  const { keys, max = 100, needs } = options;
  if (!set.fields.has(needs)) throw badFields(`entries need ${needs}, which is not read of them`);
  if (!Number.isSafeInteger(max) || max < 1) throw badFields(`entries need a limit above 0, found ${max}`);
  if (keys?.length === 0) throw badFields("entries know no keys");
  const spec: EntriesSpec = {
    set,
    needs,
    keys: keys === undefined ? undefined : new ByteTable(keys.map((key) => [key, key] as const)),
    label: labelClass(maxKeyBytes, false),
    max,
  };
  return { name: "entries", maxTextBytes: 0, other: undefined, entries: spec };
}
