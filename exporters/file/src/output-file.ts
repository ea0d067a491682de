import { CollectorError, type Instant, type OpenFile, type Settings } from "@genai-collector/component";
import { posix } from "node:path";
import { backupPath, prune } from "./backups.ts";
import type { FileExporterConfig } from "./config.ts";
import { lengthOf } from "./frame.ts";
import type { FileInstruments } from "./telemetry.ts";

const bytesOfMegabyte = 1_048_576;

type FileSettings = Pick<Settings<FileInstruments>, "runtime" | "logger" | "instruments">;

/** One frame that waits for its turn. */
interface Waiting {
  readonly parts: readonly Uint8Array[];
  readonly written: PromiseWithResolvers<void>;
}

/**
 * One file. What comes while a write is under way goes out with the next one. What could not be written whole is taken
 * back: the file holds whole frames only.
 */
export class OutputFile {
  readonly path: string;
  readonly #settings: FileSettings;
  readonly #config: FileExporterConfig;
  #file: OpenFile | undefined;
  #size = 0;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  #isDirty = false;
  #isFirst: boolean;
  /** Whether its name, too, is on the disk. */
  #isNamed = false;

  /** `isFirst`: nobody has written there since the start. */
  constructor(path: string, isFirst: boolean, settings: FileSettings, config: FileExporterConfig) {
    this.path = path;
    this.#isFirst = isFirst;
    this.#settings = settings;
    this.#config = config;
  }

  get isIdle(): boolean {
    return this.#writing === undefined && this.#syncing === undefined && !this.#isDirty;
  }

  /** Makes the file, so that a path that cannot be written to is found at the start. */
  async open(): Promise<void> {
    await this.#opened();
  }

  /** Resolves when the operating system has it. Rejects with `FILE_WRITE` (retryable). */
  write(parts: readonly Uint8Array[]): Promise<void> {
    const written = Promise.withResolvers<void>();
    this.#waiting.push({ parts, written });
    this.#writing ??= this.#writeAll();
    return written.promise;
  }

  /** Resolves when everything that was written is on the disk. Rejects with `FILE_WRITE` (retryable). */
  async sync(): Promise<void> {
    // One that is under way may be of what the caller wrote: how it ends is the caller's to know.
    while (this.#syncing !== undefined) await this.#syncing;
    if (!this.#isDirty || this.#file === undefined) return;
    this.#syncing = this.#sync(this.#file).finally(() => (this.#syncing = undefined));
    await this.#syncing;
  }

  /** Lets go of the file, also where what was written could not be brought to the disk, which then rejects. */
  async close(): Promise<void> {
    await this.#writing;
    try {
      await this.sync();
    } finally {
      const file = this.#file;
      this.#file = undefined;
      await file?.close();
    }
  }

  async #sync(file: OpenFile): Promise<void> {
    this.#isDirty = false;
    const isNamed = this.#isNamed;
    this.#isNamed = true;
    try {
      await file.sync();
      if (!isNamed) await this.#settings.runtime.files.syncFolder(posix.dirname(this.path));
    } catch (error) {
      this.#isDirty = true;
      this.#isNamed = isNamed;
      throw failure(this.path, error);
    }
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const frames = this.#waiting;
      this.#waiting = [];
      const left = await this.#writeSome(frames);
      this.#waiting = [...left, ...this.#waiting];
    }
    // In the turn in which nothing was left: who comes a moment later must begin anew.
    this.#writing = undefined;
  }

  /** Writes as many as the file has room for; gives back the others, for the next file. Never rejects. */
  async #writeSome(frames: readonly Waiting[]): Promise<readonly Waiting[]> {
    let taken: readonly Waiting[] = frames;
    try {
      const limit = (this.#config.rotation?.max_megabytes ?? Infinity) * bytesOfMegabyte;
      await this.#opened();
      if (this.#size > 0 && this.#size + lengthOf(frames[0]!.parts) > limit) await this.#rotate();
      taken = frames.slice(0, fitting(frames, limit - this.#size));
      await this.#append(taken.flatMap(({ parts }) => parts));
      for (const { written } of taken) written.resolve();
    } catch (error) {
      for (const { written } of taken) written.reject(failure(this.path, error));
    }
    return frames.slice(taken.length);
  }

  async #append(parts: readonly Uint8Array[]): Promise<void> {
    const file = await this.#opened();
    try {
      await file.write(parts);
    } catch (error) {
      // Half a frame would spoil those behind it.
      await file.truncate(this.#size).catch(() => this.#abandon());
      throw error;
    }
    this.#isDirty = true;
    const length = lengthOf(parts);
    this.#size += length;
    this.#settings.instruments.written_bytes.record(length);
  }

  /** Opened anew at the next write: its size is then asked of the disk. */
  async #abandon(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
  }

  async #opened(): Promise<OpenFile> {
    if (this.#file !== undefined) return this.#file;
    const { append, rotation } = this.#config;
    const { files } = this.#settings.runtime;
    // Rotation goes on where the last run ended; else a file of an earlier run is begun anew.
    const keeps = append || rotation !== undefined || !this.#isFirst;
    this.#size = keeps ? ((await files.stat(this.path))?.size ?? 0) : 0;
    this.#file = await files.open(this.path, keeps ? "append" : "truncate");
    this.#isFirst = false;
    this.#isNamed = false;
    return this.#file;
  }

  async #rotate(): Promise<void> {
    const { runtime, logger, instruments } = this.#settings;
    const rotation = this.#config.rotation!;
    await this.sync();
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
    const now = runtime.clock.now();
    await runtime.files.rename(this.path, await this.#freeBackupPath(now));
    instruments.rotations.record(1);
    try {
      await prune(runtime.files, this.path, now, rotation);
    } catch (error) {
      logger.warn({ err: error, path: this.path }, "Old files could not be removed");
    }
    await this.#opened();
  }

  /** Where one was put aside in the same millisecond, or a clock was set back, the next one that nobody has. */
  async #freeBackupPath(now: Instant): Promise<string> {
    const { localtime } = this.#config.rotation!;
    for (let at = now; ; at++) {
      const path = backupPath(this.path, at, localtime);
      if ((await this.#settings.runtime.files.stat(path)) === undefined) return path;
    }
  }
}

/** How many frames fit into `room`, at least one: a frame that is larger than a file has one for itself. */
function fitting(frames: readonly Waiting[], room: number): number {
  let used = 0;
  const end = frames.findIndex(({ parts }, index) => {
    used += lengthOf(parts);
    return index > 0 && used > room;
  });
  return end < 0 ? frames.length : end;
}

function failure(path: string, error: unknown): CollectorError {
  const { code } = error as NodeJS.ErrnoException;
  const why = code ?? (error instanceof Error ? error.message : String(error));
  return new CollectorError("FILE_WRITE", `cannot write ${path}: ${why}`, { kind: "retryable", cause: error });
}
