import type { Instant } from "@genai-collector/component";
import type { PolledRecord } from "@genai-collector/polling";
import { FieldCounts, lineReader, type RecordReader } from "@genai-collector/polling/fields";
import type { ExportPart } from "./export-part.ts";
import type { PagePosition } from "./export-state.ts";
import { fnv, fnvStart } from "./fnv.ts";
import type { ExportRecord, RecordShape } from "./record-shape.ts";
import type { RecordWriter } from "./record-writer.ts";

/** Longer lines are passed over; one of exactly this many bytes is read (portkey.md §4.6). */
const maxLineBytes = 1_048_576;

/** What one chunk of a page is read from, and how. */
export interface ChunkRequest {
  readonly shape: RecordShape;
  readonly writer: RecordWriter;
  /** Records of it are emitted; what else the page has belongs to a neighbour. */
  readonly part: ExportPart;
  /** Where a record without a time is before the first one that has it. */
  readonly askedFrom: Instant;
  /** The time of records that do not tell theirs. */
  readonly fallbackTime: Instant;
  readonly position: PagePosition;
  /** What the object said. */
  readonly object: {
    readonly body: AsyncIterable<Uint8Array>;
    readonly begin: number;
    readonly tag: string;
    readonly size: number;
  };
  /** At which record of the page each id was first: of this object, as far as it was read in this process. */
  readonly seen: Map<string, number>;
  readonly maxSeen: number;
  readonly maxLines: number;
  readonly maxBytes: number;
}

/**
 * Why reading ended. `page`: there is no more. `chunk`: so much is enough. `broken`: the connection is. `too_large`: so
 * much is too much. `other_records`: an object that should repeat what was read before does not.
 */
export type ChunkEnd = "page" | "chunk" | "broken" | "too_large" | "other_records";

export interface Chunk {
  readonly records: PolledRecord[];
  readonly position: PagePosition;
  readonly end: ChunkEnd;
  /** Why it is broken. */
  readonly error: unknown;
  readonly counts: FieldCounts;
  readonly unparseable: number;
  readonly oversize: number;
  /** Records that were there before in the same object. */
  readonly repeated: number;
  /** Records that do not tell their time. */
  readonly untimed: number;
}

/**
 * Reads the next chunk of a page from its object. Where the body begins at the first byte though more was read before,
 * either the bytes are passed over (the object is the same), or as many records are, and their ids must agree.
 */
export async function readChunk(request: ChunkRequest): Promise<Chunk> {
  const reading = new ChunkReading(request);
  let error: unknown;
  try {
    for await (const bytes of request.object.body) if (reading.take(bytes)) break;
    if (!reading.isEnough) reading.end();
  } catch (cause) {
    error = cause;
  }
  return reading.finish(error);
}

class ChunkReading {
  readonly #request: ChunkRequest;
  readonly #reader: RecordReader<ExportRecord>;
  readonly #counts: FieldCounts;
  readonly #from: bigint;
  readonly #to: bigint;
  readonly #fallback: bigint;
  readonly #out: PolledRecord[] = [];
  /** Bytes of the object in front of what the reader sees. */
  readonly #base: number;
  /** Bytes of the body that are not looked at. */
  #passing: number;
  /** Records that were read before and are there again. */
  #known: number;
  #records = 0;
  #digest = fnvStart;
  #lastTime = 0;
  #received = 0;
  #repeated = 0;
  #untimed = 0;
  /** The reader's lines, good ones and others, when the first new record came. */
  #linesBefore = 0;
  #unparseableBefore = 0;
  #oversizeBefore = 0;
  #end: ChunkEnd | undefined;

  constructor(request: ChunkRequest) {
    const { shape, part, position, object, fallbackTime } = request;
    const isSame = position.offset > 0;
    this.#request = request;
    this.#counts = new FieldCounts(shape.set);
    this.#reader = lineReader(shape.set, { maxRecordBytes: maxLineBytes, counts: this.#counts });
    this.#from = BigInt(part.from) * 1_000_000n;
    this.#to = BigInt(part.to) * 1_000_000n;
    this.#fallback = BigInt(fallbackTime) * 1_000_000n;
    this.#base = isSame ? position.offset : 0;
    this.#passing = isSame ? position.offset - object.begin : 0;
    this.#known = isSame ? 0 : position.records;
    if (this.#known > 0) return;
    this.#records = position.records;
    this.#digest = position.digest;
    this.#lastTime = position.lastTime;
  }

  get isEnough(): boolean {
    return this.#end !== undefined;
  }

  /** True: no more is wanted. */
  take(bytes: Uint8Array): boolean {
    this.#received += bytes.length;
    const passed = Math.min(this.#passing, bytes.length);
    this.#passing -= passed;
    if (passed === bytes.length) return false;
    this.#reader.feed(passed === 0 ? bytes : bytes.subarray(passed));
    this.#drain();
    if (!this.isEnough && this.#base + this.#reader.offset > this.#request.maxBytes) this.#end = "too_large";
    return this.isEnough;
  }

  /** The body is over; whether the object is, its size tells. */
  end(): void {
    const { begin, size } = this.#request.object;
    if (size > 0 && begin + this.#received < size) throw new Error("the body ended before the object did");
    this.#reader.end();
    this.#drain();
    this.#end ??= "page";
  }

  finish(error: unknown): Chunk {
    const { position, object } = this.#request;
    const { malformed, not_an_object, too_deep, too_large } = this.#counts.skipped;
    // What was passed over again was counted before.
    const isPassing = this.#known > 0;
    const unparseable = isPassing ? 0 : malformed + not_an_object + too_deep - this.#unparseableBefore;
    const oversize = isPassing ? 0 : too_large - this.#oversizeBefore;
    const reached: PagePosition = {
      records: this.#records,
      digest: this.#digest,
      unreadable: position.unreadable + unparseable + oversize,
      lastTime: this.#lastTime,
      offset: this.#base + this.#reader.offset,
      tag: object.tag,
      size: object.size,
    };
    return {
      records: this.#out,
      position: isPassing ? position : reached,
      end: error === undefined ? this.#end! : "broken",
      error,
      counts: this.#counts,
      unparseable,
      oversize,
      repeated: this.#repeated,
      untimed: this.#untimed,
    };
  }

  #drain(): void {
    while (!this.isEnough) {
      const record = this.#reader.next();
      if (record !== undefined && this.#isNew(record)) this.#note(record);
      // Lines that cannot be read count as well.
      const lines = this.#reader.position - this.#linesBefore;
      if (this.#known === 0 && lines >= this.#request.maxLines) this.#end ??= "chunk";
      if (record === undefined) return;
    }
  }

  /** False for a record whose id was there before in this object. */
  #isNew({ id }: ExportRecord): boolean {
    if (id === undefined) return true;
    const { seen, maxSeen } = this.#request;
    const first = seen.get(id);
    if (first !== undefined && first < this.#records) {
      if (this.#known === 0) this.#repeated++;
      return false;
    }
    if (first === undefined && seen.size < maxSeen) seen.set(id, this.#records);
    return true;
  }

  #note(record: ExportRecord): void {
    const { position } = this.#request;
    this.#digest = fnv(this.#digest, record.id ?? "?");
    this.#records++;
    if (this.#known === 0) return this.#emit(record);
    if (record.created_at !== undefined) this.#lastTime = milliseconds(record.created_at);
    if (--this.#known > 0) return;
    const { malformed, not_an_object, too_deep, too_large } = this.#counts.skipped;
    this.#linesBefore = this.#reader.position;
    this.#unparseableBefore = malformed + not_an_object + too_deep;
    this.#oversizeBefore = too_large;
    if (this.#digest !== position.digest) this.#end = "other_records";
  }

  #emit(record: ExportRecord): void {
    const { writer, askedFrom, part } = this.#request;
    const time = record.created_at;
    if (time !== undefined) {
      this.#lastTime = milliseconds(time);
      if (time >= this.#from && time < this.#to) this.#out.push(writer.write(record, time));
      return;
    }
    // Records come in the order of their times: it is where the one before it is, on this page and on a neighbour's.
    const near = this.#lastTime === 0 ? askedFrom : this.#lastTime;
    if (near < part.from || near >= part.to) return;
    this.#untimed++;
    this.#out.push(writer.write(record, this.#fallback));
  }
}

function milliseconds(time: bigint): number {
  return Number(time / 1_000_000n);
}
