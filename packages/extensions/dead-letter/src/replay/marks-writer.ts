import type { DeadLetter, Files, OpenFile } from "@genai-collector/component";
import type { LetterFile } from "../folder-files.ts";
import { recordOf } from "../letter-record.ts";
import { addMark, encodeMark, type Mark, type Marks } from "../read-marks.ts";
import { RecordFormat } from "../record-format.ts";

/** Writes down what became of letters, each word on disk before the next letter is sent. */
export class MarksWriter {
  readonly #files: Files;
  readonly #folder: string;
  readonly #file: Pick<LetterFile, "marks" | "salt">;
  readonly #marks: Marks;
  #open: OpenFile | undefined;
  #size: number;

  constructor(files: Files, folder: string, file: Pick<LetterFile, "marks" | "salt">, marks: Marks) {
    this.#files = files;
    this.#folder = folder;
    this.#file = file;
    this.#marks = marks;
    this.#size = marks.soundBytes;
  }

  /** Rejects where it is not on disk. */
  async mark(id: number, mark: Exclude<Mark, { is: "replaced" }>): Promise<void> {
    const head = encodeMark(mark);
    await this.#write([this.#format.encode({ type: "mark", id, head, body: [] })]);
    addMark(this.#marks.byId, id, mark);
  }

  /** The letter is what `rest` says from now on. */
  async replace(id: number, rest: DeadLetter, attempts: number): Promise<void> {
    const { head, body, bytes, items } = recordOf(rest, attempts);
    const at = this.#size;
    await this.#write([this.#format.encode({ type: "letter", id, head, body }), ...body]);
    addMark(this.#marks.byId, id, { is: "replaced", at, bytes, items });
  }

  async close(): Promise<void> {
    const file = this.#open;
    this.#open = undefined;
    await file?.close();
  }

  get #format(): RecordFormat {
    return new RecordFormat(this.#file.salt, this.#files);
  }

  async #write(parts: readonly Uint8Array[]): Promise<void> {
    const file = (this.#open ??= await this.#begin());
    try {
      await file.write(parts);
      await file.sync();
    } catch (error) {
      // What half of it is there is found to be torn by who reads it next, and written over.
      await this.close().catch(() => undefined);
      throw error;
    }
    this.#size += parts.reduce((sum, { length }) => sum + length, 0);
  }

  async #begin(): Promise<OpenFile> {
    const file = await this.#files.open(this.#file.marks, "append");
    try {
      await file.truncate(this.#size);
      await this.#files.syncFolder(this.#folder);
      return file;
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  }
}
