import { GrowingBytes } from "./bytes.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Bytes from the first to the one before the last. */
type Stretch = readonly [from: number, to: number];

/** One file: what programs see, and what would be left after a power cut. */
export class VirtualFile {
  #content: GrowingBytes;
  #durable: { readonly content: GrowingBytes; readonly length: number };
  /** What every truncation since the last sync has left alone. */
  #kept = Infinity;
  /**
   * What a failed sync was to bring to the disk: the system takes it for written from then on, and a later sync says
   * nothing about it.
   */
  #doubtful: readonly Stretch[] = [];

  constructor(bytes?: Uint8Array) {
    this.#content = new GrowingBytes(bytes);
    this.#durable = { content: this.#content, length: this.#content.length };
  }

  get length(): number {
    return this.#content.length;
  }

  read(offset = 0, length = Infinity): Uint8Array {
    return this.#content.slice(offset, offset + length);
  }

  readDurable(): Uint8Array {
    return this.#lose(this.#durable.content.slice(0, this.#durable.length), () => true);
  }

  append(bytes: Uint8Array): void {
    this.#content.append(bytes);
  }

  truncate(length: number): void {
    this.#kept = Math.min(this.#kept, length);
    this.#content = new GrowingBytes(this.#content.slice(0, length));
  }

  sync(): void {
    this.#durable = { content: this.#content, length: this.#content.length };
    this.#doubtful = this.#doubtful.flatMap(([from, to]) =>
      from < this.#kept ? [[from, Math.min(to, this.#kept)]] : [],
    );
    this.#kept = Infinity;
  }

  failToSync(): void {
    this.#doubtful = [...this.#doubtful, [Math.min(this.#durable.length, this.#kept), this.length]];
  }

  /** With `random`, some of what was not synced may be left; without, none. */
  cutPower(random: SeededRandom | undefined): void {
    this.#content = new GrowingBytes(random === undefined ? this.readDurable() : this.#survivor(random));
    this.#doubtful = [];
    this.sync();
  }

  /** File systems write sizes, truncations and contents when they like: a tail may be whole, torn, zeroed or missing. */
  #survivor(random: SeededRandom): Uint8Array {
    const isTruncated = this.#content !== this.#durable.content;
    const content = isTruncated && random.chance(0.5) ? this.#durable.content : this.#content;
    const kept = Math.min(this.#durable.length, content === this.#content ? this.#kept : Infinity);
    const size = kept + random.pick([0, random.below(content.length - kept + 1), content.length - kept]);
    const bytes = content.slice(0, size);
    if (random.chance(0.25)) bytes.fill(0, kept + random.below(size - kept + 1));
    return this.#lose(bytes, () => random.chance(0.5));
  }

  #lose(bytes: Uint8Array, isLost: () => boolean): Uint8Array {
    for (const [from, to] of this.#doubtful) if (isLost()) bytes.fill(0, from, to);
    return bytes;
  }
}
