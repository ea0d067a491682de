import type { Files } from "@genai-collector/component";
import { countLetters } from "./count-letters.ts";
import { replayLockName } from "./file-names.ts";
import { deleteLetterFile, listLetterFiles, listLeftovers, type LetterFile } from "./folder-files.ts";

/** What went to make room. */
export interface Dropped {
  readonly letters: number;
  readonly items: number;
}

/** The files of one folder that nobody writes to any more: what they take up, and how they go. */
export class FolderSpace {
  readonly #files: Files;
  readonly #folder: string;
  #closed: readonly LetterFile[] = [];

  constructor(files: Files, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** As of the last `scan`, and what was added since. */
  get bytes(): number {
    return this.#closed.reduce((sum, { bytes, marksBytes }) => sum + bytes + marksBytes, 0);
  }

  /** The number for the next file. */
  get nextSerial(): number {
    return (this.#closed.at(-1)?.serial ?? 0) + 1;
  }

  /** Looks what is there: replays delete files. `active`: the one that is being written, which is not counted. */
  async scan(active: string | undefined): Promise<readonly LetterFile[]> {
    const all = await listLetterFiles(this.#files, this.#folder);
    this.#closed = all.filter(({ path }) => path !== active);
    return this.#closed;
  }

  /**
   * Deletes the oldest file of which something may go: anything where `mayDrop`, else only what was taken. Returns what
   * was in it; undefined where nothing may go, or a replay is at work, whose letters are not taken from under it.
   */
  async deleteOldest(mayDrop: boolean): Promise<Dropped | undefined> {
    return this.#alone(async () => {
      for (const file of this.#closed) {
        const { letters, items, isDamaged } = await countLetters(this.#files, file);
        if (!mayDrop && (letters > 0 || isDamaged)) continue;
        await deleteLetterFile(this.#files, this.#folder, file);
        this.#closed = this.#closed.filter((each) => each !== file);
        return { letters, items };
      }
      return undefined;
    });
  }

  /** Removes what a crash of a replay has left. */
  async removeLeftovers(): Promise<void> {
    await this.#alone(async () => {
      for (const path of await listLeftovers(this.#files, this.#folder)) await this.#files.remove(path);
    });
  }

  async #alone<T>(run: () => Promise<T>): Promise<T | undefined> {
    const lock = await this.#files.lock(`${this.#folder}/${replayLockName}`);
    if (lock === undefined) return undefined;
    try {
      return await run();
    } finally {
      // A lock that stayed would keep replays out until the collector ends.
      await lock.release().catch(() => lock.release());
    }
  }
}
