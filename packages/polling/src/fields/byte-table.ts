interface Entry<V> {
  readonly bytes: Uint8Array;
  readonly value: V;
}

/** Values by the UTF-8 of their keys, found without making a string of the key that is looked for. */
export class ByteTable<V> {
  /** The longest key, in bytes. */
  readonly maxLength: number;
  readonly #byLength: readonly (readonly Entry<V>[] | undefined)[];

  constructor(entries: Iterable<readonly [key: string, value: V]>) {
    const byLength: Entry<V>[][] = [];
    for (const [key, value] of entries) {
      const bytes = Buffer.from(key);
      (byLength[bytes.length] ??= []).push({ bytes, value });
    }
    this.maxLength = Math.max(0, byLength.length - 1);
    this.#byLength = Array.from({ length: byLength.length }, (_, length) => byLength[length]);
  }

  *values(): Generator<V, void> {
    for (const entries of this.#byLength) for (const { value } of entries ?? []) yield value;
  }

  find(bytes: Uint8Array, from: number, to: number): V | undefined {
    const entries = this.#byLength[to - from];
    if (entries === undefined) return undefined;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]!;
      if (isEqual(entry.bytes, bytes, from)) return entry.value;
    }
    return undefined;
  }
}

/** Last byte first: names that share a length share their beginnings more often than their ends. */
function isEqual(key: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = key.length - 1; i >= 0; i--) if (key[i] !== bytes[from + i]) return false;
  return true;
}
