import type { Files } from "@genai-collector/component";

/** So much is read at once, so that many small letters cost few calls. */
const pieceBytes = 256 * 1024;

/** Reads a file from front to back. */
export class BufferedFile {
  readonly #files: Pick<Files, "read">;
  readonly #path: string;
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;

  constructor(files: Pick<Files, "read">, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** `length` bytes from `at`, fewer at the end of the file. Larger ones than a piece are read alone. */
  async read(at: number, length: number): Promise<Uint8Array> {
    if (at < this.#start || at + length > this.#start + this.#bytes.length) {
      this.#bytes = (await this.#files.read(this.#path, at, Math.max(length, pieceBytes))) ?? new Uint8Array();
      this.#start = at;
    }
    return this.#bytes.subarray(at - this.#start, at - this.#start + length);
  }

  /** What is there from `at` on without another call, at least a byte; empty at the end of the file. */
  async readSome(at: number): Promise<Uint8Array> {
    await this.read(at, 1);
    return this.#bytes.subarray(at - this.#start);
  }
}
