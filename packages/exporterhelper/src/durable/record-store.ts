import {
  CollectorError,
  isCollectorError,
  type BatchContext,
  type ClientInfo,
  type DurableLog,
  type Payload,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { Unfinished } from "../batching/unfinished.ts";
import type { Delivery } from "../delivery.ts";
import type { ExporterInstruments } from "../telemetry.ts";
import type { DurableRecord } from "./durable-record.ts";
import { PayloadCache, type Kept } from "./payload-cache.ts";
import { decodeBody, encodeBody } from "./record-body.ts";
import { decodeHead, encodeHead } from "./record-head.ts";

/** So much of a queue is kept in memory beside the disk, so that it need not be read back: bytes on the wire. */
const cacheBytes = 32 * 1024 * 1024;

/** The records of one signal on disk. What cannot be read any more is told, counted and let go of. */
export class RecordStore {
  readonly #settings: Settings<ExporterInstruments>;
  readonly #signal: Signal;
  readonly #log: DurableLog;
  readonly #delivery: Delivery;
  readonly #cache: PayloadCache;
  readonly #writing = new Unfinished();

  constructor(settings: Settings<ExporterInstruments>, signal: Signal, log: DurableLog, delivery: Delivery) {
    this.#settings = settings;
    this.#signal = signal;
    this.#log = log;
    this.#delivery = delivery;
    this.#cache = new PayloadCache(settings.memory, cacheBytes);
  }

  /** What an earlier run left, oldest first. Throws where a later version of this program wrote some of it. */
  restore(sizeOf: (head: { readonly items: number; readonly bytes: number }) => number): readonly DurableRecord[] {
    const { damage, entries } = this.#log;
    const heads = entries.map(({ position, head }) => ({ position, head: decodeHead(head, this.#signal) }));
    const newer = heads.find(({ head }) => head === "newer");
    if (newer !== undefined) throw newerRecord(this.#settings.id, this.#signal, newer.position);
    if (damage.records > 0) this.#lost(damage.records, { bytes: damage.bytes });
    return heads.flatMap(({ position, head }) => {
      if (head !== undefined && head !== "newer") return [{ position, head, size: sizeOf(head), kept: undefined }];
      this.#lost(1, { position });
      this.remove({ position });
      return [];
    });
  }

  /** Resolves when it is on disk. `metadata`: of its client, what is kept. */
  async append(
    payload: Payload,
    context: BatchContext,
    metadata: ClientInfo["metadata"] | undefined,
    size: number,
  ): Promise<DurableRecord> {
    this.#writing.begin();
    try {
      const { items, bytes } = payload;
      const position = await this.#log.append(encodeHead(payload, context, metadata), encodeBody(payload));
      const { client, coverage } = context;
      const known = client && { address: client.address, transport: client.transport, metadata: metadata ?? new Map() };
      const head = { items, bytes, coverage, client: known };
      return { position, head, size, kept: this.#cache.tryKeep(payload) };
    } finally {
      this.#writing.end();
    }
  }

  /** Takes it out of the memory, or reads it. `unreadable`: it is lost, and told. Rejects where it may be read later. */
  async take(record: DurableRecord): Promise<Kept | "unreadable"> {
    const { kept, position, head } = record;
    record.kept = undefined;
    if (kept !== undefined) return kept;
    let problem: unknown;
    try {
      const payload = decodeBody(this.#signal, await this.#log.read(position));
      if (payload !== undefined) return this.#cache.keep(payload);
      problem = new CollectorError("STORAGE_CORRUPT", `record ${position} is no request`, { kind: "malformed" });
    } catch (error) {
      if (!isCollectorError(error) || error.kind !== "malformed") throw error;
      problem = error;
    }
    this.#lost(1, { err: problem, position, dropped_items: head.items });
    this.#delivery.counters.failed(this.#signal, head.items, problem, head.items);
    return "unreadable";
  }

  /** Done with. */
  remove({ position }: Pick<DurableRecord, "position">): void {
    this.#writing.begin();
    this.#log.remove(position).then(
      () => this.#writing.end(),
      (error: unknown) => {
        this.#settings.logger.warn(
          { err: error, position },
          "A request that is done with is still on disk: it may be sent again after a restart",
        );
        this.#writing.end();
      },
    );
  }

  /** Resolves when everything is written. What is still in memory is let go of by who has the records. */
  async close(): Promise<void> {
    await this.#writing.none();
    await this.#log.close();
  }

  #lost(records: number, data: Readonly<Record<string, unknown>>): void {
    this.#settings.instruments.queue_lost_records.record(records);
    this.#settings.logger.error(
      { ...data, records, data_type: this.#signal },
      "Lost what the queue had on disk: it cannot be read",
    );
  }
}

function newerRecord(id: string, signal: Signal, position: number): CollectorError {
  const message =
    `record ${position} of the queue of ${id}, ${signal}, was written by a later version: ` +
    "run that version until the queue is empty, or move the storage away";
  return new CollectorError("EXPORT_QUEUE_NEWER", message, { kind: "misconfigured" });
}
