/**
 * Bytes that will stand one after the other, as views: stretches of one source that follow each other become one view,
 * so that a thousand items in a row cost one.
 */
export class Pieces {
  readonly #source: Uint8Array;
  readonly #list: Uint8Array[] = [];
  #runStart = 0;
  #runEnd = 0;
  #length = 0;

  constructor(source: Uint8Array) {
    this.#source = source;
  }

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** `[start, end)` of the source. */
  copy(start: number, end: number): void {
    this.#length += end - start;
    if (start === this.#runEnd && this.#runEnd > this.#runStart) {
      this.#runEnd = end;
      return;
    }
    this.#endRun();
    this.#runStart = start;
    this.#runEnd = end;
  }

  /** One field with a length: the tag, the length of `inner`, and `inner`. */
  wrap(tag: number, inner: Pieces): void {
    this.#endRun();
    inner.#endRun();
    const head = header(tag, inner.#length);
    this.#list.push(head);
    for (const piece of inner.#list) this.#list.push(piece);
    this.#length += head.length + inner.#length;
  }

  /** What `other` has, over the same source. */
  append(other: Pieces): void {
    this.#endRun();
    other.#endRun();
    for (const piece of other.#list) this.#list.push(piece);
    this.#length += other.#length;
  }

  /** Everything in bytes of its own. */
  join(): Uint8Array {
    this.#endRun();
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#list) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  #endRun(): void {
    if (this.#runEnd > this.#runStart) this.#list.push(this.#source.subarray(this.#runStart, this.#runEnd));
    this.#runStart = 0;
    this.#runEnd = 0;
  }
}

/** Tag and length. */
function header(tag: number, length: number): Uint8Array {
  return new Uint8Array([...varint(tag), ...varint(length)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}
