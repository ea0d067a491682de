/** The part of an answer that its client has not been sent. */
export class OutgoingBody {
  /** The header block of what stands behind it. */
  readonly trailers: Uint8Array | undefined;
  #parts: Uint8Array[] = [];
  #next = 0;
  #offset = 0;
  #onEmpty: (() => void) | undefined;
  #isClosed = false;
  /** Bytes. */
  waiting = 0;
  /** Nothing will be added. */
  isComplete = false;
  /** Whether it stands in line to be sent. */
  isInLine = false;
  #taken = 0;
  #takenBefore = -1;
  #takenSince = 0;

  constructor(trailers: Uint8Array | undefined) {
    this.trailers = trailers;
  }

  add(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.waiting += part.length;
  }

  /** The next bytes, `most` of them at most. */
  take(most: number): Uint8Array {
    const part = this.#parts[this.#next]!;
    const end = Math.min(part.length, this.#offset + most);
    const taken = part.subarray(this.#offset, end);
    this.#offset = end;
    if (end === part.length) this.#forgetPart();
    this.waiting -= taken.length;
    this.#taken += taken.length;
    if (this.waiting === 0) this.#tellEmpty();
    return taken;
  }

  /** Resolves when all of it is sent, or nobody is left to send it to. */
  emptied(): Promise<void> {
    if (this.waiting === 0 || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => (this.#onEmpty = resolve));
  }

  /** The stream is closed. */
  close(): void {
    this.#isClosed = true;
    this.#parts = [];
    this.waiting = 0;
    this.#tellEmpty();
  }

  /** Whether the client has taken nothing for `timeoutMs` (0: without end), as far as it was asked. */
  isStalled(now: number, timeoutMs: number): boolean {
    if (this.waiting === 0 || this.#taken !== this.#takenBefore) {
      this.#takenBefore = this.#taken;
      this.#takenSince = now;
    }
    return this.waiting > 0 && timeoutMs > 0 && now - this.#takenSince >= timeoutMs;
  }

  #forgetPart(): void {
    this.#next++;
    this.#offset = 0;
    if (this.#next < this.#parts.length) return;
    this.#parts = [];
    this.#next = 0;
  }

  #tellEmpty(): void {
    this.#onEmpty?.();
    this.#onEmpty = undefined;
  }
}
