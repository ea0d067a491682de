import type { Files, OpenFile, Runtime } from "@genai-collector/component";
import { closeQuietly } from "@genai-collector/config/record-files";
import { formatSegmentName } from "./file-names.ts";
import { RecordFormat } from "./record-format.ts";
import { Segment } from "./segment.ts";

export interface SegmentWriterOptions {
  readonly runtime: Pick<Runtime, "files" | "random">;
  readonly folder: string;
  readonly worker: number;
  /** A write is over when it is on disk, not when the system has taken it. */
  readonly syncs: boolean;
}

/** Writes the newest segment of a log, one write at a time. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #files: Files;
  #segment: Segment | undefined;
  #file: OpenFile | undefined;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#files = options.runtime.files;
  }

  /** What is being written. */
  get active(): Segment | undefined {
    return this.#segment;
  }

  /** Makes a file. Its name is on disk when this resolves. The one before must have ended. */
  async begin(serial: number): Promise<Segment> {
    const { folder, worker, runtime, syncs } = this.#options;
    const salt = Math.floor(runtime.random.next() * 2 ** 32);
    const path = `${folder}/${formatSegmentName({ worker, serial, salt })}`;
    const file = await this.#files.open(path, "append");
    try {
      if (syncs) await this.#files.syncFolder(folder);
    } catch (error) {
      await closeQuietly(file);
      await this.#files.remove(path).catch(() => undefined); // empty: nothing is found in it
      throw error;
    }
    this.#file = file;
    this.#segment = new Segment(path, serial, new RecordFormat(salt, this.#files));
    return this.#segment;
  }

  /** Resolves when the bytes are where a write is over. After a rejection, `undo` comes next. */
  async write(parts: readonly Uint8Array[]): Promise<void> {
    await this.#file!.write(parts);
    if (this.#options.syncs) await this.#file!.sync();
  }

  /**
   * After a write that failed: takes back what came of it, and ends the segment, because a system that could not sync a
   * file takes what it lost for written from then on. False: what was to be written may be found there.
   */
  async undo(): Promise<boolean> {
    const [segment, file] = [this.#segment!, this.#file!];
    this.#forget();
    try {
      await file.truncate(segment.size);
      if (this.#options.syncs) await file.sync();
      return true;
    } catch {
      // The disk refuses this, too; whoever called has another way, and tells about the first error.
      return false;
    } finally {
      await closeQuietly(file);
    }
  }

  /** Nothing more goes into the segment. */
  async end(): Promise<void> {
    const file = this.#file;
    this.#forget();
    if (file !== undefined) await closeQuietly(file);
  }

  #forget(): void {
    this.#segment = undefined;
    this.#file = undefined;
  }
}
