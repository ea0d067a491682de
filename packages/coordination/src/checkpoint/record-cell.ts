import type { CollectorError, ComponentId, LaneKey } from "@genai-collector/component";
import type { LaneRecord } from "./lane-record.ts";

/** Something is there under a lane's slot and cannot be used. */
export interface UnreadableRecord {
  readonly error: CollectorError;
  /** Where it can be told. */
  readonly key?: LaneKey | undefined;
}

/** What lies under a slot. */
export type StoredRecord = LaneRecord | UnreadableRecord;

/** All that a cell holds, as it was read or written at one moment. */
export interface CellContent<V> {
  /** By slot. */
  readonly records: ReadonlyMap<string, StoredRecord>;
  /** What a write over it is compared with. */
  readonly version: V;
  /** Of the place's limit. */
  readonly usedBytes: number;
}

/** What a write changes, by slot. Undefined: it goes. */
export type RecordChanges = ReadonlyMap<string, LaneRecord | undefined>;

/** One document with the records of some lanes, which is compared and swapped. */
export interface RecordCell<V> {
  /** What is there now, whoever wrote it. Undefined: nothing. Rejects when that is not known. */
  read(signal: AbortSignal): Promise<CellContent<V> | undefined>;
  /**
   * Writes over exactly the content that `base` was read or written as. "conflict": it is another by now. May have
   * written some of several records when it answers "conflict" or rejects: what was written is found by its mark.
   */
  replace(
    changes: RecordChanges,
    base: CellContent<V> | undefined,
    signal: AbortSignal,
  ): Promise<CellContent<V> | "conflict">;
}

/** Where records lie: each lane in one cell, for ever the same. */
export interface RecordPlace<V> {
  /** What a cell can hold, in bytes. */
  readonly limitBytes: number;
  /** The name of a lane's cell, and that of the lane in it. */
  locate(key: LaneKey): { readonly cell: string; readonly slot: string };
  /** The cell that holds a lane. */
  cell(key: LaneKey): RecordCell<V>;
  /** The lanes of a receiver; undefined: of all. */
  list(receiver: ComponentId | undefined, signal: AbortSignal): Promise<readonly LaneKey[]>;
}
