import {
  checkpointStore,
  CollectorError,
  provide,
  type Checkpoint,
  type CheckpointStore,
  type Component,
  type ComponentId,
  type Frontier,
  type LaneKey,
  type Provided,
  type Settings,
  type Skipped,
} from "@genai-collector/component";
import { CheckpointFile, notSaved } from "./checkpoint-file.ts";
import type { FileCheckpointConfig } from "./config.ts";
import { addSkipped, judge, type Verdict } from "@genai-collector/coordination/checkpoint";
import { emptyFile, isInstant, keyText, type LaneRecord, type RecordFile } from "./record-file.ts";

/**
 * Frontiers in one file. Every save writes the whole file beside the old one and puts it in the old one's place. Saves of
 * one moment, and those that come while one is written, share a write.
 */
export class FileCheckpointExtension implements Component, CheckpointStore {
  readonly provided: readonly Provided[] = [provide(checkpointStore, this)];
  readonly #file: CheckpointFile;
  /** What is on the disk. */
  #content: RecordFile = emptyFile;
  /** Changes that wait for the write that is under way. */
  #waiting: Change[] = [];
  #writing: Promise<void> | undefined;
  #isOpen = false;

  constructor(settings: Pick<Settings, "runtime">, config: FileCheckpointConfig) {
    this.#file = new CheckpointFile(settings.runtime.files, config.path);
  }

  async start(): Promise<void> {
    this.#content = await this.#file.open();
    this.#isOpen = true;
  }

  /** Waits for the write that is under way. With a disk that hangs, the lock stays until the process is gone. */
  async shutdown(signal: AbortSignal): Promise<void> {
    this.#isOpen = false;
    if (this.#writing !== undefined && !(await endsBefore(this.#writing, signal))) return;
    await this.#file.close();
  }

  async load(key: LaneKey): Promise<Checkpoint | undefined> {
    this.#checkOpen();
    return this.#content.lanes.get(keyText(key))?.checkpoint;
  }

  async list(receiver: ComponentId): Promise<readonly LaneKey[]> {
    this.#checkOpen();
    return [...this.#content.lanes.values()].map(({ key }) => key).filter((key) => key.receiver === receiver);
  }

  async advance(key: LaneKey, to: Frontier, epoch: number, skipped: readonly Skipped[]): Promise<Verdict> {
    checkWritable(to, epoch, skipped);
    let verdict: Verdict = "unchanged";
    await this.#change((lanes) => {
      const stored = lanes.get(keyText(key));
      verdict = judge(stored?.checkpoint, to, epoch);
      if (verdict !== "saved") return false;
      const checkpoint = { frontier: to, epoch, skipped: addSkipped(stored?.checkpoint.skipped ?? {}, skipped) };
      lanes.set(keyText(key), { key, checkpoint, unknown: stored?.unknown ?? {} });
      return true;
    });
    return verdict;
  }

  async remove(key: LaneKey): Promise<void> {
    await this.#change((lanes) => lanes.delete(keyText(key)));
  }

  /** Resolves when `apply` has been written, or had nothing to write; rejects with why it could not be. */
  #change(apply: Change["apply"]): Promise<void> {
    this.#checkOpen();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ apply, resolve, reject });
    this.#writing ??= this.#drain();
    return promise;
  }

  async #drain(): Promise<void> {
    await Promise.resolve(); // whoever calls in the same moment shares the first write
    while (this.#waiting.length > 0) {
      const changes = this.#waiting;
      this.#waiting = [];
      // On a copy: a write that fails must leave no trace, or trying again would look like nothing to do.
      const lanes = new Map(this.#content.lanes);
      const content = { ...this.#content, lanes };
      const isChanged = changes.filter(({ apply }) => apply(lanes)).length > 0;
      try {
        if (isChanged) await this.#file.replace(content);
        this.#content = content;
        for (const change of changes) change.resolve();
      } catch (error) {
        for (const change of changes) change.reject(error);
      }
    }
    // In the turn in which nothing was left: who comes a moment later must begin anew.
    this.#writing = undefined;
  }

  /** Before the start nothing is known, and after the shutdown the file may be another's: neither is "absent". */
  #checkOpen(): void {
    if (!this.#isOpen) throw notSaved("the checkpoint store is not open");
  }
}

interface Change {
  /** False: there is nothing to write. */
  readonly apply: (lanes: Map<string, LaneRecord>) => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Throws for what would make the file one that cannot be read again. */
function checkWritable(to: Frontier, epoch: number, skipped: readonly Skipped[]): void {
  const sums = skipped.flatMap(({ items = 0, from = 0, to: end = 0 }) => [items, end - from]);
  const isTime: boolean = isInstant(to.time);
  if (isTime && Number.isSafeInteger(epoch) && sums.every(Number.isFinite)) return;
  const what = isTime ? `epoch ${epoch}, skipped ${sums.join(", ")}` : `a frontier at ${to.time} ms`;
  throw new CollectorError("CHECKPOINT_BAD_TIME", `${what} cannot be written down`, { kind: "malformed" });
}

/** False: the signal fired first. */
async function endsBefore(work: Promise<void>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const giveUp = (): void => resolve(false);
  signal.addEventListener("abort", giveUp, { once: true });
  const ended = work.then(() => true);
  return Promise.race([ended, promise]).finally(() => signal.removeEventListener("abort", giveUp));
}
