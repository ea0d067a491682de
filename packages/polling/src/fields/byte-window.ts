const nothing = Buffer.alloc(0);

/**
 * The part of a stream that is still needed. A chunk is looked at where it lies; only what is left of it when the next
 * one comes is copied, into a buffer that grows by doubling, so that a long record costs one copy however it is cut.
 */
export class ByteWindow {
  bytes: Buffer = nothing;
  /** The first byte that is still needed. */
  start = 0;
  /** Behind the last byte that was looked at; from `start` to `end`. */
  scanned = 0;
  end = 0;
  /** Bytes of the stream before `bytes[0]`. */
  base = 0;
  #isOwn = false;

  /** Bytes of the stream before `start`. */
  get offset(): number {
    return this.base + this.start;
  }

  /** Everything up to `position` is done with. */
  consume(position: number): void {
    this.start = position;
    this.scanned = position;
  }

  /** The next piece of the stream; it must not change until it is consumed or the next one is there. */
  append(chunk: Uint8Array): void {
    const kept = this.end - this.start;
    this.base += this.start;
    this.scanned -= this.start;
    if (kept === 0) {
      this.bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#isOwn = false;
    } else this.#copy(kept, chunk);
    this.start = 0;
    this.end = kept + chunk.byteLength;
  }

  #copy(kept: number, chunk: Uint8Array): void {
    const { bytes } = this;
    const fitsInto = this.#isOwn && bytes.length >= kept + chunk.byteLength;
    if (!fitsInto) this.bytes = Buffer.allocUnsafe(Math.max(kept + chunk.byteLength, 2 * kept));
    this.#isOwn = true;
    if (!fitsInto || this.start > 0) bytes.copy(this.bytes, 0, this.start, this.end);
    this.bytes.set(chunk, kept);
  }
}
