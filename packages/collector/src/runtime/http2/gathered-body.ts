/** So much of an announced body must be there before memory is made for all of it: saying a number costs nothing. */
const earnestPart = 1 / 4;
/** A part that is less of its chunk than this is copied: else a byte could keep a chunk of others' bytes alive. */
const worthAChunk = 1 / 4;
/** So is one that is shorter: kept by itself, in a chunk of its own, it would take up many times its length. */
const worthKeeping = 1_024;
const tailBytes = 4_096;

/**
 * Collects the parts of a body. What comes in one part is handed on as it is; of what comes in several, where its length
 * is known, each part is copied as it arrives, once a quarter is there, and let go of.
 */
export class GatheredBody {
  #parts: Uint8Array[] = [];
  /** The last parts, small ones, in memory of our own, and how much of it is used. */
  #tail: Uint8Array | undefined;
  #tailUsed = 0;
  /** Where all of an announced body goes. */
  #target: Uint8Array | undefined;
  size = 0;

  /** `announced`: the length that is to be expected, 0 where it is unknown. It need not be true. */
  add(part: Uint8Array, announced: number): void {
    const before = this.size;
    this.size += part.length;
    if (this.#target === undefined && before > 0 && this.size <= announced && this.size >= announced * earnestPart)
      this.#begin(announced);
    if (this.#fits()) this.#target!.set(part, before);
    else this.#keep(part, before);
  }

  /** All of it, and of `last`, which may be handed on as it is. It is forgotten here. */
  take(last: Uint8Array): Uint8Array {
    const before = this.size;
    if (before === 0) return last;
    this.size += last.length;
    if (this.#fits()) this.#target!.set(last, before);
    else this.#push(last, before);
    const { size } = this;
    const parts = this.parts();
    return parts.length === 1 ? parts[0]! : joined(parts, size);
  }

  /** The parts so far, in order. They are forgotten here. */
  parts(): readonly Uint8Array[] {
    this.#endTail();
    const parts = this.#target === undefined ? this.#parts : [this.#target.subarray(0, this.size)];
    this.#parts = [];
    this.#target = undefined;
    this.size = 0;
    return parts;
  }

  /** Whether the target holds all of `size`. */
  #fits(): boolean {
    return this.#target !== undefined && this.size <= this.#target.length;
  }

  #begin(announced: number): void {
    const target = Buffer.allocUnsafeSlow(announced);
    this.#endTail();
    copyAll(this.#parts, target);
    this.#parts = [];
    this.#target = target;
  }

  /** `before`: how many bytes stand before it. */
  #keep(part: Uint8Array, before: number): void {
    if (part.length === 0) return;
    if (part.length >= Math.max(worthKeeping, part.buffer.byteLength * worthAChunk)) return this.#push(part, before);
    this.#endTarget(before);
    if (this.#tail === undefined || this.#tailUsed + part.length > this.#tail.length) {
      this.#endTail();
      this.#tail = Buffer.allocUnsafeSlow(Math.max(tailBytes, part.length));
    }
    this.#tail.set(part, this.#tailUsed);
    this.#tailUsed += part.length;
  }

  #push(part: Uint8Array, before: number): void {
    this.#endTarget(before);
    this.#endTail();
    if (part.length > 0) this.#parts.push(part);
  }

  /** More came than was announced. */
  #endTarget(size: number): void {
    if (this.#target === undefined) return;
    this.#parts.push(this.#target.subarray(0, size));
    this.#target = undefined;
  }

  #endTail(): void {
    if (this.#tail !== undefined) this.#parts.push(this.#tail.subarray(0, this.#tailUsed));
    this.#tail = undefined;
    this.#tailUsed = 0;
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = Buffer.allocUnsafeSlow(size);
  copyAll(parts, whole);
  return whole;
}

function copyAll(parts: readonly Uint8Array[], target: Uint8Array): void {
  let at = 0;
  for (const part of parts) {
    target.set(part, at);
    at += part.length;
  }
}
