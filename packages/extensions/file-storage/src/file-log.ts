import type { DurableDamage, DurableEntry, DurableLog, Runtime } from "@genai-collector/component";
import { LogStore, type LogStoreOptions, type NewEntry, type StoreMeter } from "./log-store.ts";
import { fitsFormat, lengthOf, recordBytes } from "./record-format.ts";
import type { RecoveredLog } from "./recover-log.ts";
import { closed, full, tooLarge } from "./storage-errors.ts";

export interface FileLogOptions extends LogStoreOptions {
  readonly runtime: Pick<Runtime, "files" | "random" | "clock" | "timers">;
  /** Of all files; Infinity: as much as the disk has. */
  readonly maxBytes: number;
  readonly meter: StoreMeter & { refused(): void };
  /** Called once nothing is written any more. */
  readonly release: () => Promise<void>;
}

interface Waiting extends NewEntry {
  readonly bytes: number;
  readonly resolve: (position: number) => void;
  readonly reject: (error: unknown) => void;
}

/** How long a removal may be on its way to the disk when nothing else is written. After failures, longer and longer. */
const removalDelayMs = 1_000;
const longestRemovalDelayMs = 60_000;

/**
 * A log in a folder. Entries that come while one write is under way share the next: one write and one sync for all of
 * them. Between two writes, a bit of what is done with is freed.
 */
export class FileLog implements DurableLog {
  readonly #entries: DurableEntry[];
  #damage: DurableDamage;
  readonly #options: FileLogOptions;
  readonly #store: LogStore;
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  /** Who wants to know when there is nothing more to free. */
  #forRoom: (() => void)[] = [];
  #running: Promise<void> | undefined;
  #mustFlush = false;
  #failedToTidy = false;
  #cancelFlush: (() => void) | undefined;
  #flushDelayMs = removalDelayMs;
  #closed: Promise<void> | undefined;

  constructor(options: FileLogOptions, recovered: RecoveredLog) {
    this.#options = options;
    this.#store = new LogStore(options, recovered);
    this.#entries = [...recovered.entries];
    this.#damage = recovered.damage;
  }

  get entries(): readonly DurableEntry[] {
    return this.#entries;
  }

  get damage(): DurableDamage {
    return this.#damage;
  }

  get diskBytes(): number {
    return this.#store.index.diskBytes;
  }

  /** Files. */
  get segments(): number {
    return this.#store.index.segments.length;
  }

  /** Entries that nobody is done with. */
  get records(): number {
    return this.#store.index.entries;
  }

  append(head: Uint8Array, body: readonly Uint8Array[]): Promise<number> {
    if (this.#closed !== undefined) return Promise.reject(closed(this.#options.folder));
    const bytes = recordBytes(head.length, lengthOf(body));
    if (!fitsFormat(head.length, lengthOf(body)) || bytes > this.#mostBytes)
      return Promise.reject(this.#tooLarge(bytes));
    return this.#hasRoom(bytes) ? this.#enqueue(head, body, bytes) : this.#enqueueAfterTidying(head, body, bytes);
  }

  /** Appends what another log held: it counts as found when this one was opened. */
  async adopt(head: Uint8Array, body: Uint8Array): Promise<void> {
    const position = await this.append(head, [body]);
    this.#entries.push({ position, head, bytes: body.length });
  }

  /** The same for what it could not hold. */
  addDamage({ records, bytes }: DurableDamage): void {
    this.#damage = { records: this.#damage.records + records, bytes: this.#damage.bytes + bytes };
  }

  read(position: number): Promise<Uint8Array> {
    return this.#store.read(position);
  }

  /** Resolves at once: the next write says it, or one of its own a second later. */
  remove(position: number): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(closed(this.#options.folder));
    if (!this.#store.remove(position)) return Promise.resolve();
    this.#flushLater();
    if (this.#store.mayTidy) this.#wake();
    return Promise.resolve();
  }

  /** Writes what waits, and what is done with. Rejects when the latter failed: it is then found again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#cancelFlush?.();
    try {
      while (this.#running !== undefined) await this.#running;
      await this.#store.write([]);
    } finally {
      for (const tell of this.#forRoom.splice(0)) tell();
      await this.#store.end();
      await this.#options.release();
    }
  }

  #enqueue(head: Uint8Array, body: readonly Uint8Array[], bytes: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const position = this.#store.takePosition();
    this.#waiting.push({ position, head, body, bytes, resolve, reject });
    this.#waitingBytes += bytes;
    this.#wake();
    return promise;
  }

  /** What is done with may not be freed yet. */
  async #enqueueAfterTidying(head: Uint8Array, body: readonly Uint8Array[], bytes: number): Promise<number> {
    await new Promise<void>((resolve) => {
      this.#forRoom.push(resolve);
      this.#store.wantTidy();
      this.#wake();
    });
    if (this.#closed !== undefined) throw closed(this.#options.folder);
    if (this.#hasRoom(bytes)) return this.#enqueue(head, body, bytes);
    this.#options.meter.refused();
    const { folder, maxBytes } = this.#options;
    throw full(`${folder} holds ${this.diskBytes} of ${maxBytes} bytes: no room for ${bytes} more`);
  }

  /** A segment's worth is kept for saying what is done with, and for moving entries out of the way. */
  get #mostBytes(): number {
    return this.#options.maxBytes - this.#options.segmentBytes;
  }

  #hasRoom(bytes: number): boolean {
    return this.diskBytes + this.#waitingBytes + bytes <= this.#mostBytes;
  }

  #tooLarge(bytes: number): Error {
    this.#options.meter.refused();
    return tooLarge(`a record of ${bytes} bytes never fits into ${this.#options.folder}: raise max_size`);
  }

  #wake(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // whoever calls in the same moment shares the first write
    while (this.#waiting.length > 0 || this.#mustFlush || this.#mayTidy) {
      if (this.#waiting.length > 0) await this.#writeGroup(this.#takeGroup());
      else if (this.#mustFlush) await this.#flush();
      if (this.#mayTidy) await this.#tidy();
    }
    // At once: whoever calls a moment later must find that nobody runs.
    this.#running = undefined;
  }

  get #mayTidy(): boolean {
    return this.#store.mayTidy && this.#closed === undefined;
  }

  /** As many as the segment takes, and at least one. */
  #takeGroup(): Waiting[] {
    const room = this.#store.roomBytes;
    let bytes = 0;
    let count = 0;
    do bytes += this.#waiting[count++]!.bytes;
    while (count < this.#waiting.length && bytes + this.#waiting[count]!.bytes <= room);
    return this.#waiting.splice(0, count);
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#store.write(group);
    } catch (error) {
      for (const { reject } of group) reject(error);
      if (this.#store.index.hasUnmarked) this.#flushLater();
      return;
    } finally {
      for (const { bytes } of group) this.#waitingBytes -= bytes;
    }
    this.#flushed();
    for (const { resolve, position } of group) resolve(position);
  }

  async #flush(): Promise<void> {
    this.#mustFlush = false;
    try {
      await this.#store.write([]);
      this.#flushed();
    } catch (err) {
      const { logger, folder } = this.#options;
      logger.warn({ err, folder }, "Cannot write down which records are done with; will be tried again");
      this.#flushDelayMs = Math.min(2 * this.#flushDelayMs, longestRemovalDelayMs);
      this.#flushLater();
    }
  }

  /** The disk takes what it is given. */
  #flushed(): void {
    this.#flushDelayMs = removalDelayMs;
    if (this.#failedToTidy) this.#store.wantTidy();
    this.#failedToTidy = false;
    if (this.#store.index.hasUnmarked) return;
    this.#mustFlush = false;
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
  }

  #flushLater(): void {
    if (this.#closed !== undefined) return;
    this.#cancelFlush ??= this.#options.runtime.timers.after(this.#flushDelayMs, () => {
      this.#cancelFlush = undefined;
      this.#mustFlush = true;
      this.#wake();
    });
  }

  /** One step. */
  async #tidy(): Promise<void> {
    try {
      await this.#store.tidy();
      if (this.#store.mayTidy) return;
    } catch (err) {
      const { logger, folder } = this.#options;
      logger.warn({ err, folder }, "Cannot free what is done with; will be tried again");
      this.#failedToTidy = true;
      this.#flushLater();
    }
    for (const tell of this.#forRoom.splice(0)) tell();
  }
}
