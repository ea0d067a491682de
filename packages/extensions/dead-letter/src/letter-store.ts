import { CollectorError, type DeadLetter, type Logger, type Memory, type Runtime } from "@genai-collector/component";
import { isFull, systemCode } from "@genai-collector/config/record-files";
import { compact } from "@genai-collector/pdata";
import type { LetterMeter } from "./letter-meter.ts";
import { writerLockName } from "./file-names.ts";
import { FolderSpace } from "./folder-space.ts";
import { recordsOf, type LetterRecord } from "./letter-record.ts";
import { LetterWriter } from "./letter-writer.ts";
import { truncateTail } from "./truncate-tail.ts";
import type { DropReason } from "./telemetry.ts";

export interface LetterStoreOptions {
  readonly runtime: Pick<Runtime, "files" | "random" | "clock" | "timers">;
  readonly memory: Memory;
  readonly logger: Logger;
  readonly meter: LetterMeter;
  readonly folder: string;
  readonly maxBytes: number;
  readonly maxFileBytes: number;
  readonly dropsOldest: boolean;
}

/** Letters that wait for the disk: bytes on the wire. What comes on top is dropped. */
const mostWaitingBytes = 8 * 1024 * 1024;
/** How long the disk is left alone that had no room. */
const lookAgainMs = 1_000;
/** How long a process that goes away may keep the folder. */
const lockPatienceMs = 1_000;
const lockEveryMs = 100;

interface Waiting {
  readonly record: LetterRecord;
  readonly release: () => void;
  readonly done: (isKept: boolean) => void;
}

/** Writes the letters of one worker: what comes together goes to disk together. */
export class LetterStore {
  readonly #options: LetterStoreOptions;
  readonly #space: FolderSpace;
  readonly #writer: LetterWriter;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #working: Promise<void> | undefined;
  #lock: { release(): Promise<void> } | undefined;
  #isClosed = false;
  /** By the clock that never steps: when it is worth looking for room again. */
  #fullUntil = -Infinity;

  constructor(options: LetterStoreOptions) {
    this.#options = options;
    this.#space = new FolderSpace(options.runtime.files, options.folder);
    this.#writer = new LetterWriter(options.runtime, options.folder);
  }

  /** Takes the folder. A disk without room is no reason to fail: letters are then dropped until there is some. */
  async open(): Promise<void> {
    try {
      await this.#prepare(lockPatienceMs);
    } catch (error) {
      if (!isFull(error)) throw error;
      this.#fullUntil = this.#options.runtime.clock.monotonic() + lookAgainMs;
      this.#options.logger.warn({ err: error }, "The disk is full: dead letters are dropped until there is room");
    }
  }

  /** True when it is on disk: all of it. */
  async keep(letter: DeadLetter): Promise<boolean> {
    const { maxFileBytes, meter } = this.#options;
    if (this.#isClosed) return this.#drop("closed", 1, letter.payload.items);
    try {
      const { records, tooLargeItems } = recordsOf({ ...letter, payload: compact(letter.payload) }, maxFileBytes);
      if (tooLargeItems > 0) meter.dropped("too_large", 1, tooLargeItems);
      const kept = await Promise.all(records.map((record) => this.#enqueue(record)));
      return tooLargeItems === 0 && kept.every(Boolean);
    } catch (error) {
      // It could not even be encoded: no reason to fail who has lost it already.
      return this.#drop("failed", 1, letter.payload.items, error);
    }
  }

  /** Writes what waits until `signal` fires, and drops the rest. */
  async close(signal: AbortSignal): Promise<void> {
    this.#isClosed = true;
    const given = Promise.withResolvers<void>();
    const giveUp = (): void => given.resolve();
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    await Promise.race([this.#working ?? Promise.resolve(), given.promise]);
    signal.removeEventListener("abort", giveUp);
    const left = this.#waiting.splice(0);
    for (const each of left) this.#end(each, "closed");
    if (this.#working !== undefined) return; // the disk hangs, and with it the lock
    await this.#writer.end();
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.release();
  }

  #enqueue(record: LetterRecord): Promise<boolean> {
    const { bytes } = record.payload;
    if (this.#waitingBytes + bytes > mostWaitingBytes) return Promise.resolve(this.#drop("busy", 1, record.items));
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waitingBytes += bytes;
    this.#waiting.push({ record, release: this.#options.memory.hold(record.payload), done: resolve });
    this.#working ??= this.#work();
    return promise;
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const first = this.#waiting[0]!;
      let batch: readonly Waiting[] = [first];
      try {
        const problem = await this.#makeRoom(first.record.bytes);
        // The end may have come meanwhile.
        if (this.#waiting[0] !== first) break;
        if (problem === undefined) {
          batch = this.#takeFitting();
          await this.#writer.write(batch.map(({ record }) => record));
          for (const each of batch) this.#end(each, undefined);
        } else this.#end(this.#waiting.shift()!, problem);
      } catch (error) {
        await this.#endFile();
        if (this.#waiting[0] === first) this.#waiting.shift();
        for (const each of batch) this.#end(each, isFull(error) ? "disk_full" : "failed", error);
      }
      this.#tellSize();
    }
    this.#working = undefined;
  }

  /** Undefined: a file is open, and the record fits. */
  async #makeRoom(bytes: number): Promise<DropReason | undefined> {
    const { runtime, maxFileBytes } = this.#options;
    const now = runtime.clock.monotonic();
    if (this.#lock === undefined) {
      if (now < this.#fullUntil) return "disk_full";
      this.#fullUntil = now + lookAgainMs;
      await this.#prepare(0);
    }
    if (this.#writer.size + bytes > maxFileBytes) await this.#endFile();
    if (!this.#fits(bytes) && !(await this.#free(bytes, now))) return "full";
    if (this.#writer.path === undefined) await this.#writer.begin(this.#space.nextSerial);
    return undefined;
  }

  #fits(bytes: number): boolean {
    return this.#space.bytes + this.#writer.size + bytes <= this.#options.maxBytes;
  }

  /** Makes room as the user allows it. False where there is none. */
  async #free(bytes: number, now: number): Promise<boolean> {
    const { dropsOldest, meter } = this.#options;
    if (!dropsOldest && now < this.#fullUntil) return false;
    await this.#space.scan(this.#writer.path);
    while (!this.#fits(bytes)) {
      const gone = (await this.#space.deleteOldest(false)) ?? (dropsOldest ? await this.#dropOldest() : undefined);
      if (gone === undefined) {
        this.#fullUntil = now + lookAgainMs;
        return false;
      }
      if (gone.letters > 0) meter.dropped("oldest", gone.letters, gone.items);
    }
    return true;
  }

  async #dropOldest(): Promise<{ readonly letters: number; readonly items: number } | undefined> {
    if (this.#space.bytes === 0) {
      await this.#endFile();
      await this.#space.scan(undefined);
    }
    return this.#space.deleteOldest(true);
  }

  /** As many as fit the file and the folder behind the first. */
  #takeFitting(): readonly Waiting[] {
    let bytes = this.#writer.size;
    const room = Math.min(this.#options.maxFileBytes, this.#options.maxBytes - this.#space.bytes);
    const end = this.#waiting.findIndex(({ record }) => (bytes += record.bytes) > room);
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(1, end));
  }

  async #endFile(): Promise<void> {
    const ended = await this.#writer.end();
    if (ended === undefined) return;
    // What the folder holds is looked up where that works; else the next look finds it.
    await this.#space.scan(undefined).catch(() => undefined);
  }

  #end({ record, release, done }: Waiting, problem: DropReason | undefined, error?: unknown): void {
    release();
    this.#waitingBytes -= record.payload.bytes;
    if (problem === undefined) this.#options.meter.kept(1, record.items, record.bytes);
    else this.#drop(problem, 1, record.items, error);
    done(problem === undefined);
  }

  #drop(reason: DropReason, letters: number, items: number, error?: unknown): false {
    this.#options.meter.dropped(reason, letters, items, error);
    return false;
  }

  #tellSize(): void {
    this.#options.meter.onDisk(this.#space.bytes + this.#writer.size);
  }

  /** Makes the folder, locks it, and leaves out what a crash has cut short. Throws what the disk does. */
  async #prepare(patienceMs: number): Promise<void> {
    const { runtime, folder, meter } = this.#options;
    await runtime.files.makeFolder(folder);
    const lock = await this.#takeLock(patienceMs);
    try {
      await this.#space.removeLeftovers();
      const newest = (await this.#space.scan(undefined)).at(-1);
      const torn = newest === undefined ? 0 : await truncateTail(runtime.files, newest);
      if (torn > 0) meter.dropped("torn", 1, 0);
      await this.#space.scan(undefined);
    } catch (error) {
      await lock.release().catch(() => undefined); // the first error tells more
      throw error;
    }
    this.#lock = lock;
    this.#tellSize();
  }

  async #takeLock(patienceMs: number): Promise<{ release(): Promise<void> }> {
    const { runtime, folder } = this.#options;
    const never = new AbortController().signal;
    for (let waitedMs = 0; ; waitedMs += lockEveryMs) {
      const lock = await runtime.files.lock(`${folder}/${writerLockName}`);
      if (lock !== undefined) return lock;
      if (waitedMs >= patienceMs) throw locked(folder);
      await runtime.timers.sleep(lockEveryMs, never);
    }
  }
}

function locked(folder: string): CollectorError {
  const message = `another collector keeps its dead letters in ${folder}`;
  return new CollectorError("DEAD_LETTER_LOCKED", message, { kind: "misconfigured" });
}

/** A folder that cannot be used. */
export function unusable(folder: string, cause: unknown): CollectorError {
  const message = `cannot keep dead letters in ${folder}: ${systemCode(cause)}`;
  return new CollectorError("DEAD_LETTER_UNUSABLE", message, { kind: "misconfigured", cause });
}
