import type { ReceivedPoint } from "./otlp-decoder.ts";
import type { ReceivedRecord } from "./otlp-log-decoder.ts";
import { pointKey } from "./point-key.ts";

/** One series at one time, as often as it came. */
export interface StoredPoint {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly time: number;
  /** The value that came first: metric stores keep it. */
  readonly value: number;
  /** How often it came. */
  copies: number;
  /** Encoded forms that it came in: one, if every delivery had the same bytes. */
  readonly digests: string[];
}

/** One log record, as often as it came. */
export interface StoredRecord extends ReceivedRecord {
  copies: number;
}

/** How much the sink has, for who looks often. */
export interface SinkCounts {
  readonly requests: number;
  readonly refused: number;
  readonly bytes: number;
  /** Points by series, records by `recordsName` of their source. */
  readonly items: Readonly<Record<string, number>>;
}

/** What the sink has, and what it has seen. */
export interface SinkState {
  readonly requests: number;
  readonly refused: number;
  readonly bytes: number;
  readonly leaks: readonly string[];
  readonly points: readonly StoredPoint[];
}

/** Keeps every point that was delivered, and looks for what must never come. */
export class SinkStore {
  readonly #forbidden: readonly string[];
  readonly #points = new Map<string, StoredPoint>();
  readonly #records = new Map<string, StoredRecord>();
  readonly #leaks = new Set<string>();
  #requests = 0;
  #refused = 0;
  #bytes = 0;

  constructor(forbidden: readonly string[]) {
    this.#forbidden = forbidden;
  }

  refuse(): void {
    this.#refused++;
  }

  /** `raw`: the request as it came, decompressed. */
  take(raw: Uint8Array, received: readonly ReceivedPoint[]): void {
    this.#see(raw);
    for (const point of received) this.#add(point);
  }

  /** `raw`: as above. A record is told from others by its source and its id. */
  takeRecords(raw: Uint8Array, received: readonly ReceivedRecord[]): void {
    this.#see(raw);
    for (const record of received) {
      const key = `${recordsName(record)} ${String(record.attributes["id"])}`;
      const stored = this.#records.get(key);
      if (stored === undefined) this.#records.set(key, { ...record, copies: 1 });
      else stored.copies++;
    }
  }

  get records(): readonly StoredRecord[] {
    return [...this.#records.values()];
  }

  counts(): SinkCounts {
    const items: Record<string, number> = {};
    for (const { name } of this.#points.values()) items[name] = (items[name] ?? 0) + 1;
    for (const record of this.#records.values()) items[recordsName(record)] = (items[recordsName(record)] ?? 0) + 1;
    return { requests: this.#requests, refused: this.#refused, bytes: this.#bytes, items };
  }

  state(): SinkState {
    return {
      requests: this.#requests,
      refused: this.#refused,
      bytes: this.#bytes,
      leaks: [...this.#leaks],
      points: [...this.#points.values()],
    };
  }

  #see(raw: Uint8Array): void {
    this.#requests++;
    this.#bytes += raw.length;
    const text = new TextDecoder("latin1").decode(raw);
    for (const forbidden of this.#forbidden) if (text.includes(forbidden)) this.#leaks.add(forbidden);
  }

  #add({ name, labels, time, value, digest }: ReceivedPoint): void {
    const key = pointKey(name, labels, time);
    const stored = this.#points.get(key);
    if (stored === undefined) {
      this.#points.set(key, { name, labels, time, value, copies: 1, digests: [digest] });
      return;
    }
    stored.copies++;
    if (!stored.digests.includes(digest)) stored.digests.push(digest);
  }
}

/** Under which records of a source are counted: no series has such a name. */
export function recordsName({ attributes }: Pick<ReceivedRecord, "attributes">): string {
  return `records of ${String(attributes["source"])}`;
}
