import { recordBytes } from "./record-format.ts";
import type { Segment } from "./segment.ts";

/** Where an entry is. */
export interface Place {
  readonly segment: Segment;
  readonly offset: number;
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** Positions that are done with, by the segment that still has their entries. */
export type Unmarked = ReadonlyMap<Segment, readonly number[]>;

/**
 * What is in the files of a log, and what may go. A segment goes as a whole: when nobody needs an entry of it any more,
 * and no removal that it tells of concerns an entry that is still in an older file.
 */
export class LogIndex {
  /** Oldest first. The last one is never deleted: its name keeps positions growing. */
  readonly #segments: Segment[] = [];
  readonly #places = new Map<number, Place>();
  /** Segments with something in `unmarked`. */
  readonly #toMark = new Set<Segment>();
  #diskBytes = 0;

  get diskBytes(): number {
    return this.#diskBytes;
  }

  get entries(): number {
    return this.#places.size;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get hasUnmarked(): boolean {
    return this.#toMark.size > 0;
  }

  place(position: number): Place | undefined {
    return this.#places.get(position);
  }

  /** Takes a segment that is newer than all others. */
  addSegment(segment: Segment): void {
    this.#segments.push(segment);
    this.#diskBytes += segment.size;
  }

  /** Bytes were written to the end of a segment. */
  grow(segment: Segment, bytes: number): void {
    segment.size += bytes;
    this.#diskBytes += bytes;
  }

  /** An entry is there, or is there once more. */
  add(position: number, place: Place): void {
    this.#leave(position);
    this.#places.set(position, place);
    place.segment.positions.push(position);
    place.segment.liveEntries++;
    place.segment.liveBytes += bytesOf(place);
  }

  /** Nobody needs the entry any more. Returns where it is; undefined: nobody did. */
  remove(position: number): Place | undefined {
    const place = this.#leave(position);
    if (place === undefined) return undefined;
    this.#places.delete(position);
    this.#mark(place.segment, [position]);
    return place;
  }

  /** `by` says that nobody needs an entry which is in `holder`; if that is not certain, it is to be said again. */
  addRemoved(
    position: number,
    holder: Segment,
    { by, isCertain }: { readonly by: Segment; readonly isCertain: boolean },
  ): void {
    this.#leave(position);
    this.#places.delete(position);
    if (holder !== by) by.marks.add(holder);
    if (!isCertain) this.#mark(holder, [position]);
  }

  /** An entry may be in a file, but must not be found there. */
  addGhost(segment: Segment, position: number): void {
    segment.positions.push(position);
    if (!this.#places.has(position)) this.#mark(segment, [position]);
  }

  /** What a file has yet to say. */
  takeUnmarked(): Unmarked {
    const taken = new Map<Segment, readonly number[]>();
    for (const segment of this.#toMark) {
      taken.set(segment, segment.unmarked);
      segment.unmarked = [];
    }
    this.#toMark.clear();
    return taken;
  }

  /** It could not be said. */
  giveBack(unmarked: Unmarked): void {
    for (const [segment, positions] of unmarked) this.#mark(segment, positions);
  }

  /** `by` says it now. */
  setMarked(unmarked: Unmarked, by: Segment): void {
    if (unmarked.size === 0) return;
    for (const segment of unmarked.keys()) by.marks.add(segment);
    // An entry that was moved may still be in the file that it was moved from.
    for (const segment of this.#segments) if (segment.liveEntries === 0 && !segment.isUnreadable) by.marks.add(segment);
    by.marks.delete(by);
  }

  /** Segments whose files nobody needs; `active` is being written. */
  deletable(active: Segment | undefined): Segment[] {
    return this.#dead(active).filter((segment) => !segment.isStuck && !isNeeded(segment));
  }

  /** What segments without live entries say about older ones: said again elsewhere, they can go. */
  repeatable(active: Segment | undefined): Repetition | undefined {
    const sayers = this.#dead(active).filter(isNeeded);
    if (sayers.length === 0) return undefined;
    const unmarked = new Map<Segment, readonly number[]>();
    for (const { marks } of sayers)
      for (const segment of marks) if (!segment.isGone) unmarked.set(segment, this.#doneIn(segment));
    return { unmarked, sayers };
  }

  /**
   * The segment that gives back most for what it costs to move its live entries. Undefined where less than half of all
   * finished segments is wasted, `allowedBytes` aside: then moving would write more than it frees.
   */
  wasteful(active: Segment | undefined, allowedBytes: number): Segment | undefined {
    let [size, live] = [0, 0];
    let worst: Segment | undefined;
    for (const segment of this.#segments) {
      if (segment === active || segment.isUnreadable) continue;
      size += segment.size;
      live += segment.liveBytes;
      if (segment.liveEntries > 0 && (worst === undefined || share(segment) < share(worst))) worst = segment;
    }
    const isWorthIt = worst !== undefined && share(worst) <= 0.5 && size > 2 * live + allowedBytes;
    return isWorthIt ? worst : undefined;
  }

  /** Entries of a segment that somebody needs. */
  liveIn(segment: Segment): number[] {
    return segment.positions.filter((position) => this.#places.get(position)?.segment === segment);
  }

  /** The file is gone. */
  drop(segment: Segment): void {
    segment.isGone = true;
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    this.#toMark.delete(segment);
    this.#diskBytes -= segment.size;
  }

  #doneIn(segment: Segment): number[] {
    return segment.positions.filter((position) => !this.#places.has(position));
  }

  #dead(active: Segment | undefined): Segment[] {
    const newest = this.#segments.at(-1);
    return this.#segments.filter(
      (segment) => segment.liveEntries === 0 && segment !== active && segment !== newest && !segment.isUnreadable,
    );
  }

  #leave(position: number): Place | undefined {
    const place = this.#places.get(position);
    if (place === undefined) return undefined;
    place.segment.liveEntries--;
    place.segment.liveBytes -= bytesOf(place);
    return place;
  }

  #mark(segment: Segment, positions: readonly number[]): void {
    if (positions.length === 0 || segment.isGone) return;
    for (const position of positions) segment.unmarked.push(position);
    this.#toMark.add(segment);
  }
}

/** What is to be said again, and by whom it was said. */
export interface Repetition {
  readonly unmarked: Unmarked;
  readonly sayers: readonly Segment[];
}

/** How much of a segment is live. */
function share({ liveBytes, size }: Segment): number {
  return liveBytes / size;
}

function isNeeded(segment: Segment): boolean {
  for (const older of segment.marks) {
    if (older.isGone) segment.marks.delete(older);
    else return true;
  }
  return false;
}

function bytesOf({ headBytes, bodyBytes }: Place): number {
  return recordBytes(headBytes, bodyBytes);
}
