import type { Logger, Runtime } from "@genai-collector/component";
import type { LogIndex, Place, Repetition, Unmarked } from "./log-index.ts";
import { encodeRanges, toRanges } from "./position-ranges.ts";
import { readEntry } from "./read-entry.ts";
import { lengthOf, recordBytes, type RecordContent } from "./record-format.ts";
import type { RecoveredLog } from "./recover-log.ts";
import { SegmentWriter } from "./segment-writer.ts";
import type { Segment } from "./segment.ts";
import { corrupt, notWritten } from "./storage-errors.ts";

export interface LogStoreOptions {
  readonly runtime: Pick<Runtime, "files" | "random" | "clock">;
  readonly folder: string;
  readonly worker: number;
  /** A record is kept when it is on disk, not when the system has taken it. */
  readonly syncs: boolean;
  /** A segment ends before it is larger; a larger record has one of its own. */
  readonly segmentBytes: number;
  readonly logger: Logger;
  readonly meter: StoreMeter;
}

/** Told what happens. */
export interface StoreMeter {
  committed(bytes: number, seconds: number): void;
  failed(): void;
  freed(bytes: number): void;
  damaged(records: number): void;
}

/** An entry on its way to the disk. */
export interface NewEntry {
  readonly position: number;
  readonly head: Uint8Array;
  readonly body: readonly Uint8Array[];
  /** Where it is already, and is to be moved from. */
  readonly from?: Place | undefined;
}

/** Live entries that are moved at a time. */
const mostMovedBytes = 1024 * 1024;

/** The files of a log and what is known of them. One of `write`, `tidy` and `end` at a time; `read` and `remove` always. */
export class LogStore {
  readonly index: LogIndex;
  readonly #options: LogStoreOptions;
  readonly #writer: SegmentWriter;
  #nextPosition: number;
  #mayTidy = true;
  /** Removed since there was last nothing to tidy. */
  #removedBytes = 0;

  constructor(options: LogStoreOptions, recovered: RecoveredLog) {
    this.index = recovered.index;
    this.#options = options;
    this.#writer = new SegmentWriter(options);
    this.#nextPosition = recovered.nextPosition;
  }

  /** Greater than all before. */
  takePosition(): number {
    return this.#nextPosition++;
  }

  /** Nobody needs the entry any more: the next `write` says it. False: nobody did. */
  remove(position: number): boolean {
    const place = this.index.remove(position);
    if (place === undefined) return false;
    this.#removedBytes += recordBytes(place.headBytes, place.bodyBytes);
    if (place.segment.liveEntries === 0 || this.#removedBytes >= this.#options.segmentBytes / 4) this.#mayTidy = true;
    return true;
  }

  /** Whether `tidy` may have something to do. */
  get mayTidy(): boolean {
    return this.#mayTidy;
  }

  /** Lets `tidy` look again, at what failed too. */
  wantTidy(): void {
    this.#mayTidy = true;
    for (const segment of this.index.segments) segment.isStuck = false;
  }

  /** How many bytes fit into the segment that is being written, or into the next one where nothing does. */
  get roomBytes(): number {
    const { segmentBytes } = this.#options;
    const size = this.#writer.active?.size ?? 0;
    return size < segmentBytes ? segmentBytes - size : segmentBytes;
  }

  /**
   * Brings entries to the disk, and which ones are done with. Rejects (`refused`, `retryable`) when that failed; then
   * none of them is found again.
   */
  async write(entries: readonly NewEntry[], repetition?: Repetition): Promise<void> {
    const unmarked = this.index.takeUnmarked();
    const removals = removalsOf([unmarked, ...(repetition === undefined ? [] : [repetition.unmarked])]);
    const records: RecordContent[] = [...removals, ...entries.map((entry) => ({ ...entry, type: "entry" as const }))];
    if (records.length === 0) return forget(repetition);
    const started = this.#options.runtime.clock.monotonic();
    try {
      await this.#writeRecords(records, entries, unmarked, repetition);
    } catch (cause) {
      this.index.giveBack(unmarked);
      this.#options.meter.failed();
      throw notWritten(this.#options.folder, cause);
    }
    const seconds = (this.#options.runtime.clock.monotonic() - started) / 1_000;
    this.#options.meter.committed(bytesOf(records), seconds);
  }

  /** Frees what can be freed, or does a part of what leads to it, until `mayTidy` is false. Rejects like `write`. */
  async tidy(): Promise<void> {
    this.#mayTidy = false; // before it looks: what is removed from now on may have to be looked at again
    try {
      if (await this.#tidyStep()) this.#mayTidy = true;
    } catch (error) {
      this.#mayTidy = false;
      throw error;
    }
  }

  /** False: there is nothing to do. */
  async #tidyStep(): Promise<boolean> {
    const { active } = this.#writer;
    const deletable = this.index.deletable(active);
    if (deletable.length > 0) {
      await this.#delete(deletable);
      return true;
    }
    const repetition = this.index.repeatable(active);
    if (repetition !== undefined) {
      await this.write([], repetition);
      return true;
    }
    return this.#moveSome(active);
  }

  /** Rejects: `malformed` when it is not there, or not what was written; `retryable` when the disk does not give it. */
  async read(position: number): Promise<Uint8Array> {
    const place = this.index.place(position);
    if (place === undefined) throw corrupt(`no record ${position} in ${this.#options.folder}`);
    const found = await readEntry(this.#options.runtime.files, position, place);
    // It was moved meanwhile, and the file that it was in deleted.
    if (found === undefined && this.index.place(position) !== place) return this.read(position);
    if (found !== undefined) return found.body;
    this.#options.meter.damaged(1);
    throw corrupt(`record ${position} in ${place.segment.path} is no longer what was written`);
  }

  /** Lets go of the file that is being written. */
  end(): Promise<void> {
    return this.#writer.end();
  }

  async #writeRecords(
    records: readonly RecordContent[],
    entries: readonly NewEntry[],
    unmarked: Unmarked,
    repetition: Repetition | undefined,
  ): Promise<void> {
    const bytes = bytesOf(records);
    const segment = await this.#segmentFor(bytes);
    const start = segment.size;
    try {
      await this.#writer.write(records.flatMap((record) => [segment.format.encode(record), ...record.body]));
    } catch (cause) {
      await this.#takeBack(segment, entries, bytes);
      throw cause;
    }
    this.index.grow(segment, bytes);
    this.index.setMarked(unmarked, segment);
    if (repetition !== undefined) this.index.setMarked(repetition.unmarked, segment);
    forget(repetition);
    let offset = start + bytesOf(records.slice(0, records.length - entries.length));
    for (const entry of entries) offset += this.#settle(entry, segment, offset);
  }

  /** What was written is where it is found from now on. Returns its length. */
  #settle({ position, head, body, from }: NewEntry, segment: Segment, offset: number): number {
    const place = { segment, offset, headBytes: head.length, bodyBytes: lengthOf(body) };
    // Who was done with it while it was moved, is done with both.
    if (from !== undefined && this.index.place(position) !== from) this.index.addGhost(segment, position);
    else this.index.add(position, place);
    return recordBytes(place.headBytes, place.bodyBytes);
  }

  async #segmentFor(bytes: number): Promise<Segment> {
    const { active } = this.#writer;
    if (active !== undefined && (active.size === 0 || active.size + bytes <= this.#options.segmentBytes)) return active;
    await this.#writer.end();
    const last = this.index.segments.at(-1)?.serial ?? 0;
    const segment = await this.#writer.begin(Math.max(last + 1, this.#nextPosition));
    this.index.addSegment(segment);
    this.#mayTidy = true; // the one before may go now
    return segment;
  }

  /**
   * What failed must not be found again. Either the file is made shorter, or another one says at once that these are
   * done with. A disk that takes neither is told so with the next write that succeeds.
   */
  async #takeBack(segment: Segment, entries: readonly NewEntry[], bytes: number): Promise<void> {
    if (await this.#writer.undo()) return;
    this.index.grow(segment, bytes);
    for (const { position } of entries) this.index.addGhost(segment, position);
    if (entries.length === 0) return;
    const { logger, folder } = this.#options;
    try {
      await this.write([]);
    } catch (err) {
      logger.error(
        { err, folder, records: entries.length },
        "Records that could not be written may be found again if the collector is killed before the disk works again",
      );
    }
  }

  /** Rejects when one of them could not be deleted; the others are. */
  async #delete(segments: readonly Segment[]): Promise<void> {
    const { runtime, folder, syncs, meter } = this.#options;
    const deleted: Segment[] = [];
    let failure: { readonly cause: unknown } | undefined;
    for (const segment of segments) {
      try {
        await runtime.files.remove(segment.path);
        deleted.push(segment);
      } catch (cause) {
        segment.isStuck = true;
        failure = { cause };
      }
    }
    try {
      // Until then a crash may bring them back, and with them what only newer files say is done with.
      if (syncs && deleted.length > 0) await runtime.files.syncFolder(folder);
    } catch (cause) {
      throw notWritten(folder, cause);
    }
    for (const segment of deleted) {
      this.index.drop(segment);
      meter.freed(segment.size);
    }
    if (failure !== undefined) throw notWritten(folder, failure.cause);
  }

  /** False: there is nothing that is worth it. */
  async #moveSome(active: Segment | undefined): Promise<boolean> {
    this.#removedBytes = 0;
    const segment = this.index.wasteful(active, 2 * this.#options.segmentBytes);
    if (segment !== undefined) await this.write(await this.#readMovable(segment));
    return segment !== undefined;
  }

  async #readMovable(segment: Segment): Promise<NewEntry[]> {
    const entries: NewEntry[] = [];
    let bytes = 0;
    for (const position of this.index.liveIn(segment)) {
      const from = this.index.place(position);
      if (from?.segment !== segment) continue; // done with meanwhile
      const found = await readEntry(this.#options.runtime.files, position, from);
      if (found === undefined) this.#lose(position, segment);
      else entries.push({ position, head: found.head, body: [found.body], from });
      bytes += recordBytes(from.headBytes, from.bodyBytes);
      if (bytes >= Math.min(mostMovedBytes, this.roomBytes)) break;
    }
    return entries;
  }

  #lose(position: number, segment: Segment): void {
    const { logger, meter } = this.#options;
    if (this.index.remove(position) === undefined) return;
    meter.damaged(1);
    logger.error({ path: segment.path, position }, "A record is no longer what was written, and lost");
  }
}

/** It was said again, or there was nothing to say. */
function forget(repetition: Repetition | undefined): void {
  for (const sayer of repetition?.sayers ?? []) sayer.marks.clear();
}

function removalsOf(all: readonly Unmarked[]): RecordContent[] {
  const positions = new Set(all.flatMap((unmarked) => [...unmarked.values()].flat()));
  if (positions.size === 0) return [];
  return [{ type: "removals", position: 0, head: encodeRanges(toRanges([...positions])), body: [] }];
}

function bytesOf(records: readonly RecordContent[]): number {
  let bytes = 0;
  for (const { head, body } of records) bytes += recordBytes(head.length, lengthOf(body));
  return bytes;
}
