import {
  CollectorError,
  type BatchContext,
  type Component,
  type Consumer,
  type Inputs,
  type Payload,
  type Settings,
} from "@genai-collector/component";
import { AttributeKey } from "@genai-collector/pdata/wire";
import { posix } from "node:path";
import type { FileExporterConfig } from "./config.ts";
import { frameOf } from "./frame.ts";
import { groupByAttribute } from "./group-by-attribute.ts";
import { OutputFiles } from "./output-files.ts";
import type { FileInstruments } from "./telemetry.ts";

const defaultFlushMs = 1_000;

/** Writes requests to files, one behind the other. */
export class FileExporter implements Component, Required<Inputs> {
  readonly traces: Consumer<Payload>;
  readonly metrics: Consumer<Payload>;
  readonly logs: Consumer<Payload>;
  readonly #settings: Settings<FileInstruments>;
  readonly #config: FileExporterConfig;
  readonly #key: AttributeKey | undefined;
  readonly #files: OutputFiles;
  #flushed: Promise<void> | undefined;
  #flushNow = (): void => undefined;

  constructor(settings: Settings<FileInstruments>, config: FileExporterConfig) {
    this.#settings = settings;
    this.#config = config;
    this.#key = config.group_by && new AttributeKey(config.group_by.resource_attribute);
    this.#files = new OutputFiles(settings, config);
    const consumer = { consume: (payload: Payload, context: BatchContext) => this.#consume(payload, context) };
    this.traces = this.metrics = this.logs = consumer;
  }

  /** Rejects with `FILE_NO_FOLDER` (misconfigured), and where the file cannot be opened. */
  async start(): Promise<void> {
    await this.#prepareFolder();
    if (this.#key === undefined) await this.#files.at(undefined).open();
  }

  async shutdown(): Promise<void> {
    this.#flushNow();
    await this.#flushed?.catch(() => undefined); // who waited for it was told
    await this.#files.each((file) => file.close());
  }

  async #consume(payload: Payload, context: BatchContext): Promise<void> {
    await (this.#key === undefined ? this.#write(payload, undefined) : this.#writeGroups(payload, this.#key));
    const flushed = this.#flushSoon();
    if (context.acknowledge === "delivered") await orAborted(flushed, context.signal);
  }

  async #writeGroups(payload: Payload, key: AttributeKey): Promise<void> {
    const groups = groupByAttribute(payload, key);
    const outcomes = await Promise.allSettled(
      [...groups].map(async ([segment, group]) => {
        if (segment !== undefined) await this.#write(group, segment);
      }),
    );
    await this.#files.trim();
    const unnamed = groups.get(undefined)?.items ?? 0;
    if (unnamed > 0) {
      this.#settings.instruments.unnamed_items.record(unnamed);
      this.#settings.logger.debug({ dropped_items: unnamed, attribute: key.text }, "Resources without a file's name");
    }
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    if (unnamed > 0)
      throw new CollectorError("FILE_UNNAMED", `resources of ${unnamed} items have no attribute ${key.text}`, {
        kind: "gap",
        rejected: [{ items: unnamed, reason: "unnamed" }],
      });
  }

  async #write(payload: Payload, segment: string | undefined): Promise<void> {
    const parts = await frameOf(payload, this.#config, this.#settings.runtime.compress);
    await this.#files.at(segment).write(parts);
  }

  /** One flush serves all that was written before it began. */
  #flushSoon(): Promise<void> {
    if (this.#flushed === undefined) {
      this.#flushed = this.#flush();
      this.#flushed.catch(() => undefined); // it may be that nobody waits; it is logged
    }
    return this.#flushed;
  }

  async #flush(): Promise<void> {
    const waited = Promise.withResolvers<void>();
    const cancel = this.#settings.runtime.timers.after(this.#config.flush_interval || defaultFlushMs, waited.resolve);
    this.#flushNow = waited.resolve;
    await waited.promise;
    cancel();
    this.#flushNow = () => undefined;
    // What is written from here on is for the next one.
    this.#flushed = undefined;
    try {
      await this.#files.each((file) => file.sync());
      await this.#files.trim();
    } catch (error) {
      this.#settings.logger.error({ err: error }, "What was written may not be on the disk");
      throw error;
    }
  }

  async #prepareFolder(): Promise<void> {
    const { files } = this.#settings.runtime;
    const { path, create_directory, directory_permissions } = this.#config;
    const folder = posix.dirname(path.split("*")[0]! + "x");
    if (create_directory) {
      await files.makeFolder(folder, directory_permissions === "" ? undefined : parseInt(directory_permissions, 8));
      return;
    }
    if ((await files.stat(folder))?.kind === "folder") return;
    const message = `the folder ${folder} is not there; make it, or set create_directory`;
    throw new CollectorError("FILE_NO_FOLDER", message, { kind: "misconfigured" });
  }
}

/** The flush goes on for others when one sender leaves. */
async function orAborted(flushed: Promise<void>, signal: AbortSignal): Promise<void> {
  const left = Promise.withResolvers<never>();
  const leave = (): void =>
    left.reject(
      new CollectorError("FILE_ABORTED", "given up before it was on the disk", {
        kind: "retryable",
        cause: signal.reason,
      }),
    );
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  try {
    await Promise.race([flushed, left.promise]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
