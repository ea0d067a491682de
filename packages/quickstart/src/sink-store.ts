import type { ReceivedPoint } from "./otlp-decoder.ts";
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
    this.#requests++;
    this.#bytes += raw.length;
    const text = new TextDecoder("latin1").decode(raw);
    for (const forbidden of this.#forbidden) if (text.includes(forbidden)) this.#leaks.add(forbidden);
    for (const point of received) this.#add(point);
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
