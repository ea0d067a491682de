/** A power of two, so that an entry's place is a shift. */
const entryBytes = 64;
const maxEntries = 4_096;

/**
 * Encoded keys of attributes, which many messages repeat: tag, length and UTF-8 text, ready to be copied eight bytes at
 * a time. When it is full it is emptied: whoever invents keys without end gains nothing by it, and takes no memory.
 */
class RepeatedKeys {
  /** By text, which entry it is. */
  readonly #entries = new Map<string, number>();
  readonly #texts: string[] = [];
  /** By entry, which one was asked for after it: messages of one kind have the same keys in the same order. */
  readonly #followers = new Int16Array(maxEntries);
  #last = 0;
  readonly #bytes = new Uint8Array(maxEntries * entryBytes);
  /** Over the entries; each stands at the end of its place. */
  readonly view = new DataView(this.#bytes.buffer);

  /** Where the entry of `text` ends in `view`; undefined where there is none. */
  endOf(text: string): number | undefined {
    const guess = this.#followers[this.#last]!;
    // Mostly the very same string, so that nothing is hashed and no characters are compared.
    if (this.#texts[guess] === text) {
      this.#texts[guess] = text; // equal, but perhaps another one: next time it is the same
      this.#last = guess;
      return (guess + 1) * entryBytes;
    }
    const entry = this.#entries.get(text);
    if (entry === undefined) return undefined;
    this.#followers[this.#last] = entry;
    this.#last = entry;
    return (entry + 1) * entryBytes;
  }

  /** Remembers `encoded`, unless it is too long to be worth it. */
  add(text: string, encoded: Uint8Array): void {
    if (encoded.length >= entryBytes) return;
    if (this.#texts.length >= maxEntries) this.#clear();
    // A key that could not be copied for want of room comes again, and keeps its place.
    const entry = this.#entries.get(text) ?? this.#texts.length;
    const end = (entry + 1) * entryBytes;
    this.#bytes.set(encoded, end - encoded.length);
    // The length of the entry stands at the beginning of its place.
    this.#bytes[end - entryBytes] = encoded.length;
    this.#texts[entry] = text;
    this.#entries.set(text, entry);
  }

  /** The length of the entry that ends at `end`. */
  lengthOf(end: number): number {
    return this.#bytes[end - entryBytes]!;
  }

  #clear(): void {
    this.#entries.clear();
    this.#texts.length = 0;
    this.#followers.fill(0);
    this.#last = 0;
  }
}

/** Encoding never waits in the middle, so all writers share it. */
export const repeatedKeys = new RepeatedKeys();
