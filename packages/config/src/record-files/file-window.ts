import type { Files } from "@genai-collector/component";

const smallest = 16 * 1024;
const largest = 1024 * 1024;

/**
 * Reads a file from front to back. Who reads on where it was gets larger and larger pieces; who skips a long body, only
 * what a header needs.
 */
export class FileWindow {
  readonly #files: Pick<Files, "read">;
  readonly #path: string;
  #bytes: Uint8Array = new Uint8Array();
  #start = 0;
  #size = smallest;

  constructor(files: Pick<Files, "read">, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** `length` bytes from `at`, fewer at the end of the file. They are gone with the next call. */
  async read(at: number, length: number): Promise<Uint8Array> {
    const end = this.#start + this.#bytes.length;
    if (at < this.#start || at + length > end) {
      this.#size = at <= end ? Math.min(2 * this.#size, largest) : smallest;
      this.#bytes = (await this.#files.read(this.#path, at, Math.max(length, this.#size))) ?? new Uint8Array();
      this.#start = at;
    }
    return this.#bytes.subarray(at - this.#start, at - this.#start + length);
  }

  /** What is there already from `at` on, at least a byte of it; empty at the end of the file. */
  async readSome(at: number): Promise<Uint8Array> {
    await this.read(at, 1);
    return this.#bytes.subarray(at - this.#start);
  }
}
