import { CollectorError, type Files } from "@genai-collector/component";
import { notSaved, unreadable } from "@genai-collector/coordination/checkpoint";
import { unusable } from "./record-file.ts";

/** Far more than all lanes of a collector need: a larger file is another one. */
export const mostBytes = 64 * 1024 * 1024;

/** The file on the disk, and the lock that keeps it for one process. */
export class CheckpointFile {
  readonly path: string;
  readonly #files: Files;
  #lock: { release(): Promise<void> } | undefined;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.path = path;
  }

  /** Takes the lock. Throws `misconfigured`. */
  async lock(): Promise<void> {
    const path = `${this.path}.lock`;
    try {
      this.#lock = await this.#files.lock(path);
    } catch (cause) {
      throw locked(`cannot lock the checkpoint file ${this.path} with ${path}: ${codeOf(cause)}`, cause);
    }
    if (this.#lock !== undefined) return;
    throw locked(`another collector uses the checkpoint file ${this.path}, or this one in two extensions`);
  }

  /** Releases the lock. Safe twice, and when it was never taken. */
  async close(): Promise<void> {
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.release();
  }

  /** Undefined: there is none. Throws `misconfigured`. */
  async read(): Promise<Uint8Array | undefined> {
    let bytes: Uint8Array | undefined;
    try {
      bytes = await this.#files.read(this.path, 0, mostBytes + 1);
    } catch (cause) {
      throw unreadable(`cannot read the checkpoint file ${this.path}: ${codeOf(cause)}`, cause);
    }
    if (bytes !== undefined && bytes.length > mostBytes)
      throw unusable(this.path, `it has more than ${mostBytes} bytes`);
    return bytes;
  }

  /**
   * Puts new content in place. A crash leaves the old or the new: the draft is on the disk before it takes the file's
   * name, and the name is before this resolves. Rejects with `CHECKPOINT_NOT_SAVED` (retryable).
   */
  async replace(content: Uint8Array): Promise<void> {
    const draft = `${this.path}.tmp`;
    try {
      const file = await this.#files.open(draft, "truncate");
      try {
        await file.write(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await this.#files.rename(draft, this.path);
      await this.#files.syncFolder(folderOf(this.path));
    } catch (cause) {
      throw notSaved(`cannot write the checkpoint file ${this.path}: ${codeOf(cause)}`, cause);
    }
  }
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
