import type { RecordFormat } from "./record-format.ts";

/** One file of a log, as it is known in memory. */
export class Segment {
  readonly path: string;
  readonly serial: number;
  readonly format: RecordFormat;
  /** On disk. */
  size = 0;
  /** Of entries that nobody is done with, headers included. */
  liveBytes = 0;
  liveEntries = 0;
  /** Of every entry that is in the file, done with or not. */
  readonly positions: number[] = [];
  /** Those of them that are done with while no file says so. */
  unmarked: number[] = [];
  /** Older segments with entries that are done with because this one says so. */
  readonly marks = new Set<Segment>();
  /** The disk does not give all of it: what is in it may be needed. */
  isUnreadable = false;
  /** It could not be deleted: left alone until the next round of freeing, in which it is tried again. */
  isStuck = false;
  /** The file is gone, and cannot come back. */
  isGone = false;

  constructor(path: string, serial: number, format: RecordFormat) {
    this.path = path;
    this.serial = serial;
    this.format = format;
  }
}
