import { capability } from "./capability.ts";

/** One record of a log. */
export interface DurableEntry {
  /** Grows from record to record, over restarts too. */
  readonly position: number;
  /** The owner's summary of it: kept in memory, so it should be short. */
  readonly head: Uint8Array;
  /** Length of the body. */
  readonly bytes: number;
}

/** What was found when a log was opened and could not be read: it is left out. */
export interface DurableDamage {
  readonly records: number;
  readonly bytes: number;
}

/** A log of records on disk, each of which is removed when it is done with. Its owner is one component, in one worker. */
export interface DurableLog {
  /** What was in it when it was opened, oldest first. */
  readonly entries: readonly DurableEntry[];
  readonly damage: DurableDamage;
  /** What it takes up on disk, records that are removed but not yet freed included. */
  readonly diskBytes: number;
  /**
   * Resolves with its position when the record is on disk, as safely as the storage is configured. Rejects with a
   * `CollectorError`: `refused` where the limit of the disk is reached, `retryable` where writing failed; then the
   * record is not in the log, also after a restart.
   */
  append(head: Uint8Array, body: readonly Uint8Array[]): Promise<number>;
  /** The body. Rejects with `STORAGE_CORRUPT` (malformed) where it is no longer what was written. */
  read(position: number): Promise<Uint8Array>;
  /** Done with: not there after a restart, at the latest once the next `append` has resolved or the log is closed. */
  remove(position: number): Promise<void>;
  close(): Promise<void>;
}

/** Keeps logs on disk. */
export interface DurableStorage {
  /**
   * `name`: of the owner within the storage, such as `exporter otlp_http/eu traces`. `worker`: the owner's
   * `settings.worker`, which tells who else has logs of this name, and takes what a worker has left that has none any
   * more; the storage's own when absent. Rejects where it is open already.
   */
  open(name: string, worker?: { readonly index: number; readonly count: number }): Promise<DurableLog>;
}

export const durableStorage = capability<DurableStorage>("genai-collector.durable-storage/1");
