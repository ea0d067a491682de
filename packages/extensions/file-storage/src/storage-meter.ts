import type { FileLog } from "./file-log.ts";
import type { FileStorageRecorders } from "./telemetry.ts";

/** What the logs of one storage have in common to tell. */
export class StorageMeter {
  readonly #recorders: FileStorageRecorders;
  readonly #logs = new Set<FileLog>();

  constructor(recorders: FileStorageRecorders) {
    this.#recorders = recorders;
  }

  watch(log: FileLog): void {
    this.#logs.add(log);
    this.#recordSizes();
  }

  forget(log: FileLog): void {
    this.#logs.delete(log);
    this.#recordSizes();
  }

  committed(bytes: number, seconds: number): void {
    this.#recorders.commits.record(1);
    this.#recorders.commit_duration.record(seconds);
    this.#recorders.written.record(bytes);
    this.#recordSizes();
  }

  failed(): void {
    this.#recorders.failed_commits.record(1);
  }

  freed(bytes: number): void {
    this.#recorders.freed.record(bytes);
    this.#recordSizes();
  }

  refused(): void {
    this.#recorders.refused.record(1);
  }

  damaged(records: number): void {
    this.#recorders.damaged.record(records);
  }

  #recordSizes(): void {
    let [bytes, segments, records] = [0, 0, 0];
    for (const log of this.#logs) {
      bytes += log.diskBytes;
      segments += log.segments;
      records += log.records;
    }
    this.#recorders.disk_bytes.record(bytes);
    this.#recorders.segments.record(segments);
    this.#recorders.records.record(records);
  }
}
