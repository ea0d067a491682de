import { ChunkedDecoder } from "./chunked-decoder.ts";

/** Where a body ends among the bytes of its connection: behind an announced length, or behind its last chunk. */
export class BodyFraming {
  /** Where the body, or what there was of it, ended in the bytes that were read last. */
  end = 0;
  #left: number;
  readonly #chunks: ChunkedDecoder | undefined;

  /** `length`: undefined for chunks. */
  constructor(length: number | undefined) {
    this.#left = length ?? 0;
    this.#chunks = length === undefined ? new ChunkedDecoder() : undefined;
  }

  get isDone(): boolean {
    return this.#chunks === undefined ? this.#left === 0 : this.#chunks.isDone;
  }

  /** What `bytes` have of the body from `at` on. Throws a ProtocolError. */
  read(bytes: Buffer, at: number): Buffer {
    if (this.#chunks !== undefined) {
      const data = this.#chunks.decode(bytes, at);
      this.end = this.#chunks.end;
      return data;
    }
    this.end = Math.min(bytes.length, at + this.#left);
    this.#left -= this.end - at;
    return at === 0 && this.end === bytes.length ? bytes : bytes.subarray(at, this.end);
  }
}
