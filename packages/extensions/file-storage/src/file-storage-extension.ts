import {
  durableStorage,
  provide,
  type Component,
  type DurableLog,
  type DurableStorage,
  type Provided,
  type Settings,
} from "@genai-collector/component";
import { systemCode } from "@genai-collector/config/record-files";
import type { FileStorageConfig } from "./config.ts";
import type { FileLog } from "./file-log.ts";
import { folderName } from "./file-names.ts";
import { openLog } from "./open-log.ts";
import { closed, locked, unusable } from "./storage-errors.ts";
import { StorageMeter } from "./storage-meter.ts";
import type { FileStorageInstruments } from "./telemetry.ts";

/** Logs in folders of one directory, one for each name. */
export class FileStorageExtension implements Component, DurableStorage {
  readonly provided: readonly Provided[] = [provide(durableStorage, this)];
  readonly #settings: Settings<FileStorageInstruments>;
  readonly #config: FileStorageConfig;
  readonly #meter: StorageMeter;
  readonly #logs = new Map<string, Promise<FileLog>>();
  #isOpen = false;

  constructor(settings: Settings<FileStorageInstruments>, config: FileStorageConfig) {
    this.#settings = settings;
    this.#config = config;
    this.#meter = new StorageMeter(settings.instruments);
  }

  /** Rejects with `STORAGE_UNUSABLE` where there is no directory. */
  async start(): Promise<void> {
    const { directory, create_directory, directory_permissions } = this.#config;
    const { files } = this.#settings.runtime;
    try {
      if (create_directory) await files.makeFolder(directory, Number.parseInt(directory_permissions, 8));
      const found = await files.stat(directory);
      if (found === undefined)
        throw unusable(`the directory ${directory} does not exist: make it, or set create_directory: true`);
      if (found.kind !== "folder") throw unusable(`${directory} is no directory`);
    } catch (cause) {
      if (systemCode(cause).startsWith("STORAGE_")) throw cause;
      throw unusable(`cannot use the directory ${directory}: ${systemCode(cause)}`, cause);
    }
    this.#isOpen = true;
  }

  /** Closes what its owners left open. With a disk that hangs, locks stay until the process is gone. */
  async shutdown(signal: AbortSignal): Promise<void> {
    this.#isOpen = false;
    const closing = Promise.allSettled([...this.#logs.values()].map(async (log) => (await log).close()));
    await endOr(closing, signal);
  }

  async open(name: string, worker = this.#settings.worker): Promise<DurableLog> {
    const { directory } = this.#config;
    const folder = `${directory}/${folderName(name)}`;
    if (!this.#isOpen) throw closed(folder);
    if (name === "") throw unusable("a log needs a name");
    if (this.#logs.has(name)) throw locked(`the log "${name}" is open already in ${directory}`);
    const opening = this.#open(name, folder, worker);
    this.#logs.set(name, opening);
    try {
      return await opening;
    } catch (error) {
      this.#logs.delete(name);
      throw error;
    }
  }

  async #open(name: string, folder: string, worker: Settings["worker"]): Promise<FileLog> {
    const { runtime, logger, lifetime } = this.#settings;
    const { timeout, fsync, max_size, segment_size } = this.#config;
    const share = max_size === 0 ? Infinity : Math.floor(max_size / worker.count);
    const log = await openLog({
      runtime,
      logger,
      folder,
      worker,
      lifetime,
      lockTimeoutMs: timeout,
      syncs: fsync,
      maxBytes: share,
      segmentBytes: Math.min(segment_size, Math.floor(share / 8)),
      meter: this.#meter,
      onClosed: () => {
        this.#logs.delete(name);
        this.#meter.forget(log);
      },
    });
    this.#meter.watch(log);
    return log;
  }
}

/** Resolves when `work` has ended or `signal` fires. */
async function endOr(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const giveUp = (): void => resolve();
  signal.addEventListener("abort", giveUp, { once: true });
  await Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", giveUp));
}
