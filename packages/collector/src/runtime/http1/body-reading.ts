import { WholeBody } from "./whole-body.ts";

/** Sees each part before it is kept. What it throws ends the reading. */
export type Watch = (part: Uint8Array, total: number) => void;

/** Of memory that is larger than this, at least a quarter is to be used by who keeps it. */
const smallBytes = 4_096;

/** One reading of all of a body. */
export class BodyReading {
  readonly #whole: WholeBody;
  readonly #watch: Watch | undefined;
  /** Made where the body is not there already. */
  #promise: PromiseWithResolvers<Uint8Array> | undefined;

  /** Throws a RangeError where more is announced than may be. */
  constructor(limit: number, announced: number | undefined, watch: Watch | undefined) {
    if (announced !== undefined && announced > limit) throw new RangeError(`more than ${limit} bytes`);
    this.#whole = new WholeBody(limit, announced);
    this.#watch = watch;
  }

  get promise(): Promise<Uint8Array> {
    return (this.#promise ??= Promise.withResolvers()).promise;
  }

  /** Throws what the watcher does, and a RangeError past the limit. */
  add(part: Uint8Array): void {
    this.#watch?.(part, this.#whole.size + part.length);
    this.#whole.add(part);
  }

  /** All of it. A small part of what arrived at once is copied: who keeps it does not keep the rest. */
  take(): Uint8Array {
    const bytes = this.#whole.take();
    const held = bytes.buffer.byteLength;
    return held > smallBytes && bytes.length < held / 4 ? Uint8Array.prototype.slice.call(bytes) : bytes;
  }

  resolve(): void {
    this.#promise?.resolve(this.take());
  }

  reject(error: unknown): void {
    this.#promise?.reject(error);
  }
}
