/** A power of two, so that an entry's place is a shift. */
const entryBytes = 64;
const maxEntries = 4_096;

/**
 * Encoded strings that many messages repeat, attribute keys above all: tag, length and UTF-8 text, ready to be copied
 * four bytes at a time. When it is full it is emptied: whoever invents keys without end gains nothing by it, and takes
 * no memory.
 */
class RepeatedStrings {
  readonly #places = new Map<string, number>();
  readonly #bytes = new Uint8Array(maxEntries * entryBytes);
  /** Over the entries; each stands at the end of its place. */
  readonly view = new DataView(this.#bytes.buffer);

  /** Where the entry of `text` ends in `view`; undefined where there is none. */
  endOf(text: string): number | undefined {
    return this.#places.get(text);
  }

  /** Remembers `encoded`, unless it is too long to be worth it. */
  add(text: string, encoded: Uint8Array): void {
    if (encoded.length > entryBytes - 4) return;
    if (this.#places.size >= maxEntries) this.#places.clear();
    // A text that comes under another tag now keeps its place.
    const end = this.#places.get(text) ?? (this.#places.size + 1) * entryBytes;
    this.#bytes.set(encoded, end - encoded.length);
    // The length of the entry stands at the beginning of its place.
    this.#bytes[end - entryBytes] = encoded.length;
    this.#places.set(text, end);
  }

  /** The length of the entry that ends at `end`. */
  lengthOf(end: number): number {
    return this.#bytes[end - entryBytes]!;
  }
}

/** Encoding never waits in the middle, so all writers share it. */
export const repeatedStrings = new RepeatedStrings();
