import type { ComponentId, LaneKey } from "@genai-collector/component";
import {
  keyText,
  noRoom,
  type CellContent,
  type OpenPlace,
  type RecordCell,
  type RecordChanges,
  type RecordPlace,
} from "@genai-collector/coordination/checkpoint";
import { mostBytes, type CheckpointFile } from "./checkpoint-file.ts";
import { emptyFile, formatRecords, parseRecords, type RecordFile } from "./record-file.ts";

/** The file as the one cell of all lanes. Its lock keeps others out, so that it is read once, at the start. */
export class FilePlace implements RecordPlace<undefined>, RecordCell<undefined> {
  readonly limitBytes = mostBytes;
  readonly #file: CheckpointFile;
  /** What is on the disk. */
  #content: RecordFile;
  #usedBytes: number;

  constructor(file: CheckpointFile, content: RecordFile, usedBytes: number) {
    this.#file = file;
    this.#content = content;
    this.#usedBytes = usedBytes;
  }

  /** Takes the lock and reads. Throws `misconfigured`, and then leaves the file and no lock behind. */
  static async open(file: CheckpointFile): Promise<OpenPlace<undefined>> {
    await file.lock();
    try {
      const bytes = await file.read();
      const content = bytes === undefined ? emptyFile : parseRecords(file.path, bytes);
      const place = new FilePlace(file, content, bytes?.length ?? 0);
      // With a disk that hangs the lock stays until the process is gone: the write may still happen.
      return { place, close: async (isIdle) => (isIdle ? file.close() : undefined) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  locate(key: LaneKey): { readonly cell: string; readonly slot: string } {
    return { cell: this.#file.path, slot: keyText(key) };
  }

  cell(): RecordCell<undefined> {
    return this;
  }

  async list(receiver: ComponentId | undefined): Promise<readonly LaneKey[]> {
    const keys = [...this.#content.lanes.values()].map(({ key }) => key);
    return receiver === undefined ? keys : keys.filter((key) => key.receiver === receiver);
  }

  async read(): Promise<CellContent<undefined>> {
    return { records: this.#content.lanes, version: undefined, usedBytes: this.#usedBytes };
  }

  async replace(changes: RecordChanges): Promise<CellContent<undefined>> {
    // On a copy: a write that fails must leave no trace, or trying again would look like nothing to do.
    const lanes = new Map(this.#content.lanes);
    for (const [slot, record] of changes) {
      if (record === undefined) lanes.delete(slot);
      else lanes.set(slot, record);
    }
    const content = { ...this.#content, lanes };
    const bytes = new TextEncoder().encode(formatRecords(content));
    if (bytes.length > mostBytes)
      throw noRoom(`the checkpoint file ${this.#file.path} would have more than ${mostBytes} bytes`);
    await this.#file.replace(bytes);
    this.#content = content;
    this.#usedBytes = bytes.length;
    return this.read();
  }
}
