import {
  checkpointStore,
  CollectorError,
  provide,
  type Checkpoint,
  type CheckpointStore,
  type Component,
  type ComponentId,
  type Files,
  type Frontier,
  type LaneKey,
  type Provided,
  type Settings,
  type Skipped,
} from "@genai-collector/component";
import type { FileCheckpointConfig } from "./config.ts";
import { addSkipped, judge } from "./fence.ts";
import { formatRecords, parseRecords, type LaneRecord } from "./record-file.ts";

/** Years 1 to 9999: what every store and every tool can read back. */
const earliest = -62_135_596_800_000;
const latest = 253_402_300_799_999;

/**
 * Frontiers in one file. Every save writes the whole file beside the old one, brings it to the disk and puts it in the
 * old one's place, so that a crash leaves the one or the other. Saves that come while one is written share the next.
 */
export class FileCheckpointExtension implements Component, CheckpointStore {
  readonly provided: readonly Provided[] = [provide(checkpointStore, this)];
  readonly #files: Files;
  readonly #path: string;
  /** What is on the disk. */
  #records = new Map<string, LaneRecord>();
  /** Changes that wait for the write that is under way. */
  #waiting: Change[] = [];
  #writing: Promise<void> | undefined;
  #lock: { release(): Promise<void> } | undefined;

  constructor(settings: Pick<Settings, "runtime">, config: FileCheckpointConfig) {
    this.#files = settings.runtime.files;
    this.#path = config.path;
  }

  async start(): Promise<void> {
    const lock = await this.#files.lock(`${this.#path}.lock`);
    if (lock === undefined) {
      throw new CollectorError("CHECKPOINT_LOCKED", `another collector uses the checkpoint file ${this.#path}`, {
        kind: "misconfigured",
      });
    }
    try {
      const bytes = await this.#read();
      const records = bytes === undefined ? [] : parseRecords(this.#path, new TextDecoder().decode(bytes));
      this.#records = new Map(records.map((record) => [textOf(record.key), record]));
    } catch (error) {
      await lock.release();
      throw error;
    }
    this.#lock = lock;
  }

  async shutdown(): Promise<void> {
    await this.#writing;
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.release();
  }

  async load(key: LaneKey): Promise<Checkpoint | undefined> {
    return this.#records.get(textOf(key))?.checkpoint;
  }

  async list(receiver: ComponentId): Promise<readonly LaneKey[]> {
    return [...this.#records.values()].map(({ key }) => key).filter((key) => key.receiver === receiver);
  }

  async advance(
    key: LaneKey,
    to: Frontier,
    epoch: number,
    skipped: readonly Skipped[],
  ): Promise<"saved" | "unchanged" | "fenced"> {
    if (!(to.time >= earliest && to.time <= latest)) {
      throw new CollectorError("CHECKPOINT_BAD_TIME", `a frontier at ${to.time} ms cannot be written down`, {
        kind: "malformed",
      });
    }
    let verdict: "saved" | "unchanged" | "fenced" = "unchanged";
    await this.#change((records) => {
      const stored = records.get(textOf(key));
      verdict = judge(stored?.checkpoint, to, epoch);
      if (verdict !== "saved") return false;
      const checkpoint = { frontier: to, epoch, skipped: addSkipped(stored?.checkpoint.skipped ?? {}, skipped) };
      records.set(textOf(key), { key, checkpoint, unknown: stored?.unknown ?? {} });
      return true;
    });
    return verdict;
  }

  remove(key: LaneKey): Promise<void> {
    return this.#change((records) => records.delete(textOf(key)));
  }

  /** Resolves when `apply` has been written, or had nothing to write; rejects with why it could not be. */
  #change(apply: (records: Map<string, LaneRecord>) => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ apply, resolve, reject });
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
    return promise;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const changes = this.#waiting;
      this.#waiting = [];
      // On a copy: a write that fails must leave no trace, or trying again would look like nothing to do.
      const records = new Map(this.#records);
      const written = changes.filter(({ apply }) => apply(records));
      try {
        if (written.length > 0) await this.#write(records);
        this.#records = records;
        for (const change of changes) change.resolve();
      } catch (error) {
        for (const change of changes) change.reject(this.#unwritten(error));
      }
    }
  }

  async #write(records: ReadonlyMap<string, LaneRecord>): Promise<void> {
    const draft = `${this.#path}.tmp`;
    const file = await this.#files.open(draft, "truncate");
    try {
      await file.write(new TextEncoder().encode(formatRecords(records.values())));
      await file.sync();
    } finally {
      await file.close();
    }
    await this.#files.rename(draft, this.#path);
    await this.#files.syncFolder(folderOf(this.#path));
  }

  /** Undefined: there is none yet. What is there and cannot be read is not taken for nothing. */
  async #read(): Promise<Uint8Array | undefined> {
    try {
      return await this.#files.read(this.#path);
    } catch (cause) {
      const why = codeOf(cause) ?? "the read failed";
      throw new CollectorError("CHECKPOINT_UNREADABLE", `cannot read the checkpoint file ${this.#path}: ${why}`, {
        kind: "misconfigured",
        cause,
      });
    }
  }

  #unwritten(cause: unknown): CollectorError {
    const why = codeOf(cause) ?? "the write failed";
    return new CollectorError("CHECKPOINT_NOT_SAVED", `cannot write the checkpoint file ${this.#path}: ${why}`, {
      kind: "retryable",
      cause,
    });
  }
}

interface Change {
  /** False: there is nothing to write. */
  readonly apply: (records: Map<string, LaneRecord>) => boolean;
  readonly resolve: () => void;
  readonly reject: (error: CollectorError) => void;
}

function textOf({ receiver, loop, pass, pipeline }: LaneKey): string {
  return JSON.stringify([receiver, loop, pass, pipeline]);
}

/** The operating system's word for it, such as `ENOSPC`. */
function codeOf(cause: unknown): string | undefined {
  const code = (cause as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return ".";
  return slash === 0 ? "/" : path.slice(0, slash);
}
