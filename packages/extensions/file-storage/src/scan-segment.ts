import type { DurableDamage, Files } from "@genai-collector/component";
import { FileWindow, findSealed } from "@genai-collector/config/record-files";
import { tryDecodeRanges, type PositionRange } from "./position-ranges.ts";
import { headerBytes, recordBytes, recordLayout, type RecordFormat, type RecordHeader } from "./record-format.ts";

/** One entry that was found. */
export interface FoundEntry {
  readonly position: number;
  readonly head: Uint8Array;
  readonly bodyBytes: number;
  /** Of the record in its file. */
  readonly offset: number;
}

/** What is in a segment. */
export interface SegmentContent {
  readonly size: number;
  readonly entries: readonly FoundEntry[];
  readonly removed: readonly PositionRange[];
  /** Entries whose body is not what was written. */
  readonly lost: readonly number[];
  readonly damage: DurableDamage;
  /** At the end: what a crash has left of a write that it cut short. */
  readonly tornBytes: number;
  /** What was written to it first is what was written. */
  readonly beginsWhole: boolean;
}

export interface SegmentSource {
  readonly path: string;
  readonly size: number;
  readonly format: RecordFormat;
  /** Read the bodies as well. They are checked again whenever somebody asks for one. */
  readonly checksBodies: boolean;
}

/**
 * Finds every record of a segment that is what was written, whatever stands between them. Rejects only where the disk
 * does.
 */
export async function scanSegment(files: Pick<Files, "read">, source: SegmentSource): Promise<SegmentContent> {
  return new SegmentScan(files, source).run();
}

class SegmentScan {
  readonly #source: SegmentSource;
  readonly #window: FileWindow;
  readonly #entries: FoundEntry[] = [];
  readonly #removed: PositionRange[] = [];
  readonly #lost: number[] = [];
  #damage: DurableDamage = { records: 0, bytes: 0 };
  #tornBytes = 0;
  #beginsWhole = false;
  #at = 0;

  constructor(files: Pick<Files, "read">, source: SegmentSource) {
    this.#source = source;
    this.#window = new FileWindow(files, source.path);
  }

  async run(): Promise<SegmentContent> {
    const { size } = this.#source;
    while (this.#at < size) if (!(await this.#takeRecord())) await this.#skipDamage();
    const [entries, removed, lost] = [this.#entries, this.#removed, this.#lost];
    const [damage, tornBytes, beginsWhole] = [this.#damage, this.#tornBytes, this.#beginsWhole];
    return { size, entries, removed, lost, damage, tornBytes, beginsWhole };
  }

  /** False: no header that is what was written is here. */
  async #takeRecord(): Promise<boolean> {
    const { format, size } = this.#source;
    const header = format.tryParseHeader(await this.#window.read(this.#at, headerBytes));
    if (header === undefined) return false;
    const length = recordBytes(header.headBytes, header.bodyBytes);
    if (this.#at + length > size) this.#tornBytes += size - this.#at;
    else if (!(await this.#takeContent(header))) this.#lose(header, length);
    else if (this.#at === 0) this.#beginsWhole = true;
    this.#at = Math.min(this.#at + length, size);
    return true;
  }

  /** False: it is not what was written. */
  async #takeContent(header: RecordHeader): Promise<boolean> {
    const { format, checksBodies } = this.#source;
    const { type, position, headBytes, bodyBytes } = header;
    const headAt = this.#at + headerBytes;
    // The window moves on with the body.
    const head = (await this.#window.read(headAt, headBytes)).slice();
    if (!format.isHead(header, head)) return false;
    if (type === "removals") return this.#takeRemovals(head);
    if (checksBodies && !format.isBody(header, await this.#window.read(headAt + headBytes, bodyBytes))) return false;
    this.#entries.push({ position, head, bodyBytes, offset: this.#at });
    return true;
  }

  #takeRemovals(head: Uint8Array): boolean {
    const ranges = tryDecodeRanges(head);
    for (const range of ranges ?? []) this.#removed.push(range);
    return ranges !== undefined;
  }

  #lose({ type, position }: RecordHeader, length: number): void {
    if (type === "entry") this.#lost.push(position);
    this.#addDamage(length);
  }

  /** Goes on where the next record begins that is what was written. */
  async #skipDamage(): Promise<void> {
    const { format, size } = this.#source;
    const from = this.#at;
    const isHeader = (bytes: Uint8Array): boolean => format.tryParseHeader(bytes) !== undefined;
    const file = { window: this.#window, layout: recordLayout, isHeader, size };
    const { next, isZero } = await findSealed(file, from);
    this.#at = next ?? size;
    // A write that was cut short: too little for a header, or blocks that were never filled, and nothing behind it.
    if (next === undefined && (isZero || size - from < headerBytes)) this.#tornBytes += size - from;
    else this.#addDamage(this.#at - from);
  }

  #addDamage(bytes: number): void {
    this.#damage = { records: this.#damage.records + 1, bytes: this.#damage.bytes + bytes };
  }
}
