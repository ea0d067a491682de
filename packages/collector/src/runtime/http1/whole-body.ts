const nothing = new Uint8Array(0);

/** So much more memory than what is there is made for what is only announced: saying a number costs nothing. */
const trust = 4;
/** Of unknown lengths. */
const growth = 2;

/**
 * Collects parts. What comes in one part is handed on as it is; of what comes in several, each part is copied as it
 * arrives, and let go of: into memory for all of it where the length is known and a quarter is there, else into memory
 * that grows.
 */
export class WholeBody {
  readonly #limit: number;
  readonly #announced: number | undefined;
  #first: Uint8Array | undefined;
  #target: Buffer | undefined;
  size = 0;

  constructor(limit: number, announced: number | undefined) {
    this.#limit = limit;
    this.#announced = announced;
  }

  /** Throws a RangeError past the limit. */
  add(part: Uint8Array): void {
    const before = this.size;
    const size = before + part.length;
    this.size = size;
    if (size > this.#limit) throw new RangeError(`more than ${this.#limit} bytes`);
    // Protocols see to it that no more comes than was announced; a byte that does is not dropped in silence.
    if (this.#announced !== undefined && size > this.#announced)
      throw new RangeError(`more than the ${this.#announced} bytes announced`);
    if (before === 0) {
      this.#first = part;
      return;
    }
    const target = this.#roomFor(size, before);
    target.set(part, before);
  }

  /** All of it, once: who still knows the request keeps no body alive. */
  take(): Uint8Array {
    const [target, first, size] = [this.#target, this.#first, this.size];
    this.#target = undefined;
    this.#first = undefined;
    if (target === undefined) return first ?? nothing;
    if (target.length === size) return target;
    // Who keeps it is not to keep much more than it has.
    return target.length - size > size / 4 ? copyOf(target.subarray(0, size), size) : target.subarray(0, size);
  }

  #roomFor(size: number, before: number): Buffer {
    const target = this.#target;
    if (target !== undefined && target.length >= size) return target;
    const length = this.#announced === undefined ? size * growth : Math.min(this.#announced, size * trust);
    this.#target = copyOf(
      target === undefined ? this.#first! : target.subarray(0, before),
      Math.min(length, this.#limit),
    );
    this.#first = undefined;
    return this.#target;
  }
}

/** `length`: of the copy, which may be longer. */
function copyOf(bytes: Uint8Array, length: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(length);
  copy.set(bytes);
  return copy;
}
