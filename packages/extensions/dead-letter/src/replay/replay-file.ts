import type { DeadLetter, Files, Payload } from "@genai-collector/component";
import { deleteLetterFile, type LetterFile } from "../folder-files.ts";
import { decodeLetterHead, type LetterHead } from "../letter-head.ts";
import { payloadOf, recordOf } from "../letter-record.ts";
import { readMarks, type Mark, type Marks } from "../read-marks.ts";
import { headerBytes, RecordFormat } from "../record-format.ts";
import { scanFile, type FoundRecord } from "../scan-file.ts";
import { MarksWriter } from "./marks-writer.ts";

/** A letter that nobody has taken yet. */
export interface KeptLetter {
  readonly found: "letter";
  readonly id: number;
  /** Its `attempts` are those of earlier replays, too. */
  readonly head: LetterHead;
  readonly payload: Payload;
}

/** What stands in a file and cannot be sent. */
export interface UnreadableLetter {
  readonly found: "damage" | "newer";
  readonly path: string;
}

/** One file of letters, of which a replay makes what is to be sent. */
export class ReplayFile {
  readonly #files: Files;
  readonly #folder: string;
  readonly #file: LetterFile;
  readonly #isClosed: boolean;
  #marks: Marks | undefined;
  #writer: MarksWriter | undefined;
  #isChanged = false;

  /** `isClosed`: no collector writes to it any more. */
  constructor(files: Files, folder: string, file: LetterFile, isClosed: boolean) {
    this.#files = files;
    this.#folder = folder;
    this.#file = file;
    this.#isClosed = isClosed;
  }

  /** In the order in which they were kept, one in memory at a time. */
  async *letters(): AsyncGenerator<KeptLetter | UnreadableLetter, void> {
    const { path, salt, bytes } = this.#file;
    const { byId } = await this.#read();
    // What the collector adds is for the next replay.
    for await (const found of scanFile(this.#files, path, salt, bytes)) {
      if (found.found === "newer" || found.found === "damage") yield { found: found.found, path };
      if (found.found !== "record" || found.header.type !== "letter") continue;
      const mark = byId.get(found.header.id);
      if (mark?.is === "taken") continue;
      yield (await this.#letter(found, mark)) ?? { found: "damage", path };
    }
  }

  /** The sink has it, or it came to nothing: it is not there any more. */
  async taken(id: number): Promise<void> {
    await (await this.#marker()).mark(id, { is: "taken" });
  }

  /** It was sent again in vain. */
  async tried(id: number, attempts: number): Promise<void> {
    await (await this.#marker()).mark(id, { is: "tried", attempts });
  }

  /** Part of it was taken. */
  async replaced(id: number, rest: DeadLetter, attempts: number): Promise<void> {
    await (await this.#marker()).replace(id, rest, attempts);
  }

  /** Deletes the file where nothing is left in it; where less than half is left, writes it anew without the rest. */
  async close(): Promise<void> {
    await this.#writer?.close();
    this.#writer = undefined;
    if (!this.#isClosed || (!this.#isChanged && this.#file.marksBytes === 0)) return;
    const { byId } = await this.#read();
    let [left, leftBytes, goneBytes] = [0, 0, 0];
    for await (const found of scanFile(this.#files, this.#file.path, this.#file.salt)) {
      if (found.found === "damage" || found.found === "newer") return;
      const isTaken = found.found === "record" && byId.get(found.header.id)?.is === "taken";
      if (found.found === "tail" || isTaken) goneBytes += found.bytes;
      else [left, leftBytes] = [left + 1, leftBytes + found.bytes];
    }
    if (left === 0) await deleteLetterFile(this.#files, this.#folder, this.#file);
    else if (leftBytes <= goneBytes) await this.#rewrite();
  }

  async #letter({ header, head, body }: FoundRecord, mark: Mark | undefined): Promise<KeptLetter | undefined> {
    const { id } = header;
    if (mark?.is === "replaced") return this.#replacement(id, mark);
    const known = decodeLetterHead(head);
    const payload = known && payloadOf(known, body.slice());
    if (known === undefined || payload === undefined) return undefined;
    return { found: "letter", id, head: mark?.is === "tried" ? { ...known, attempts: mark.attempts } : known, payload };
  }

  async #replacement(id: number, { at, bytes, attempts }: Mark & { is: "replaced" }): Promise<KeptLetter | undefined> {
    const record = await this.#files.read(this.#file.marks, at, bytes);
    const header = new RecordFormat(this.#file.salt, this.#files).tryParseHeader(record ?? new Uint8Array());
    if (record === undefined || header === undefined || header === "newer") return undefined;
    const bodyAt = headerBytes + header.headBytes;
    const head = decodeLetterHead(record.subarray(headerBytes, bodyAt));
    const payload = head && payloadOf(head, record.subarray(bodyAt));
    if (head === undefined || payload === undefined) return undefined;
    return { found: "letter", id, head: { ...head, attempts: attempts ?? head.attempts }, payload };
  }

  /** A crash leaves the file as it was, or the new one with marks that say of it what it says itself. */
  async #rewrite(): Promise<void> {
    const { path, salt, marks } = this.#file;
    const format = new RecordFormat(salt, this.#files);
    const draft = path.replace(/letters$/, "tmp");
    const file = await this.#files.open(draft, "truncate");
    try {
      for await (const letter of this.letters()) {
        // Another version may be able to read it.
        if (letter.found !== "letter") return await this.#files.remove(draft);
        const { head, body } = recordOf({ ...letter.head, payload: letter.payload }, letter.head.attempts);
        await file.write([format.encode({ type: "letter", id: letter.id, head, body }), ...body]);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#files.rename(draft, path);
    await this.#files.syncFolder(this.#folder);
    await this.#files.remove(marks);
  }

  async #read(): Promise<Marks> {
    this.#marks ??= await readMarks(this.#files, this.#file);
    return this.#marks;
  }

  async #marker(): Promise<MarksWriter> {
    this.#isChanged = true;
    this.#writer ??= new MarksWriter(this.#files, this.#folder, this.#file, await this.#read());
    return this.#writer;
  }
}
