import { CollectorError, type Files } from "@genai-collector/component";
import { emptyFile, formatRecords, parseRecords, unreadable, type RecordFile } from "./record-file.ts";

/** Far more than all lanes of a collector need: a larger file is another one. */
const mostBytes = 64 * 1024 * 1024;

/** The file on the disk, and the lock that keeps it for one process. */
export class CheckpointFile {
  readonly #files: Files;
  readonly #path: string;
  #lock: { release(): Promise<void> } | undefined;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** Takes the lock and reads. Throws `misconfigured`, and then leaves the file and no lock behind. */
  async open(): Promise<RecordFile> {
    this.#lock = await this.#takeLock();
    try {
      return await this.#read();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Releases the lock. Safe twice, and when it was never taken. */
  async close(): Promise<void> {
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.release();
  }

  /**
   * Puts new content in place. A crash leaves the old or the new: the draft is on the disk before it takes the file's
   * name, and the name is before this resolves. Rejects with `CHECKPOINT_NOT_SAVED` (retryable).
   */
  async replace(content: RecordFile): Promise<void> {
    const draft = `${this.#path}.tmp`;
    try {
      const file = await this.#files.open(draft, "truncate");
      try {
        await file.write(new TextEncoder().encode(formatRecords(content)));
        await file.sync();
      } finally {
        await file.close();
      }
      await this.#files.rename(draft, this.#path);
      await this.#files.syncFolder(folderOf(this.#path));
    } catch (cause) {
      throw notSaved(`cannot write the checkpoint file ${this.#path}: ${codeOf(cause)}`, cause);
    }
  }

  async #takeLock(): Promise<{ release(): Promise<void> }> {
    const path = `${this.#path}.lock`;
    try {
      const lock = await this.#files.lock(path);
      if (lock !== undefined) return lock;
    } catch (cause) {
      throw locked(`cannot lock the checkpoint file ${this.#path} with ${path}: ${codeOf(cause)}`, cause);
    }
    throw locked(`another collector uses the checkpoint file ${this.#path}, or this one in two extensions`);
  }

  async #read(): Promise<RecordFile> {
    let bytes: Uint8Array | undefined;
    try {
      bytes = await this.#files.read(this.#path, 0, mostBytes + 1);
    } catch (cause) {
      const message = `cannot read the checkpoint file ${this.#path}: ${codeOf(cause)}`;
      throw new CollectorError("CHECKPOINT_UNREADABLE", message, { kind: "misconfigured", cause });
    }
    if (bytes === undefined) return emptyFile;
    if (bytes.length > mostBytes) throw unreadable(this.#path, `it has more than ${mostBytes} bytes`);
    return parseRecords(this.#path, bytes);
  }
}

/** The error for what was not written, and can be tried again. */
export function notSaved(message: string, cause?: unknown): CollectorError {
  return new CollectorError("CHECKPOINT_NOT_SAVED", message, { kind: "retryable", cause });
}

function locked(message: string, cause?: unknown): CollectorError {
  return new CollectorError("CHECKPOINT_LOCKED", message, { kind: "misconfigured", cause });
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "the file system failed";
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return ".";
  return slash === 0 ? "/" : path.slice(0, slash);
}
