import type { Files, OpenFile, Runtime } from "@genai-collector/component";
import { closeQuietly } from "@genai-collector/config/record-files";
import { formatFileName } from "./file-names.ts";
import { RecordFormat } from "./record-format.ts";
import type { LetterRecord } from "./letter-record.ts";

/** Writes the newest file of a folder, one write at a time. */
export class LetterWriter {
  readonly #files: Files;
  readonly #random: Runtime["random"];
  readonly #folder: string;
  #file: OpenFile | undefined;
  #format: RecordFormat | undefined;
  #path: string | undefined;
  #size = 0;
  #lastId = 0;

  constructor({ files, random }: Pick<Runtime, "files" | "random">, folder: string) {
    this.#files = files;
    this.#random = random;
    this.#folder = folder;
  }

  /** Of the file that is being written; undefined where there is none. */
  get path(): string | undefined {
    return this.#path;
  }

  /** Of what is on disk for good. */
  get size(): number {
    return this.#size;
  }

  /** Makes a file. Its name is on disk when this resolves. The one before must have ended. */
  async begin(serial: number): Promise<void> {
    const salt = Math.floor(this.#random.next() * 2 ** 32);
    const path = `${this.#folder}/${formatFileName({ serial, salt, kind: "letters" })}`;
    const file = await this.#files.open(path, "append");
    try {
      await this.#files.syncFolder(this.#folder);
    } catch (error) {
      await closeQuietly(file);
      await this.#files.remove(path).catch(() => undefined); // empty: nothing is found in it
      throw error;
    }
    this.#file = file;
    this.#path = path;
    this.#format = new RecordFormat(salt, this.#files);
    this.#size = 0;
    this.#lastId = 0;
  }

  /**
   * Resolves when the letters are on disk. Rejects where they are not: the file is then as it was before and has ended,
   * because a system that could not sync a file takes what it lost for written from then on.
   */
  async write(records: readonly LetterRecord[]): Promise<void> {
    const parts = records.flatMap(({ head, body }) => [
      this.#format!.encode({ type: "letter", id: ++this.#lastId, head, body }),
      ...body,
    ]);
    try {
      await this.#file!.write(parts);
      await this.#file!.sync();
    } catch (error) {
      await this.#undo();
      throw error;
    }
    this.#size += records.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Nothing more goes into the file. Returns what is in it. */
  async end(): Promise<{ readonly path: string; readonly bytes: number } | undefined> {
    const [file, path, bytes] = [this.#file, this.#path, this.#size];
    this.#file = this.#path = undefined;
    this.#size = 0;
    if (file === undefined || path === undefined) return undefined;
    await closeQuietly(file);
    return { path, bytes };
  }

  /** Where the disk refuses this, too, a letter may be found there that was counted as dropped. */
  async #undo(): Promise<void> {
    const [file, path, size] = [this.#file!, this.#path!, this.#size];
    try {
      await file.truncate(size);
      await file.sync();
      if (size === 0) await this.#files.remove(path);
    } catch {
      // The first error tells more.
    }
  }
}
