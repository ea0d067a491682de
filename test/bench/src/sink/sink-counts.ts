import { gunzipSync } from "node:zlib";
import { countItems, type SinkSignal } from "./count-items.ts";

/** What a sink has taken. */
export interface SinkTotals {
  /** Spans, log records and data points. */
  readonly items: number;
  /** Bodies as they came, compressed where they were. */
  readonly bytes: number;
  readonly requests: number;
  /** Requests that were none of OTLP. */
  readonly unreadable: number;
}

/** Counts what comes. */
export class SinkCounts {
  #items = 0;
  #bytes = 0;
  #requests = 0;
  #unreadable = 0;

  /** A body as it came. False: it is none of OTLP, and was only counted. */
  take(signal: SinkSignal, body: Uint8Array, isGzipped: boolean): boolean {
    this.#requests += 1;
    this.#bytes += body.length;
    try {
      this.#items += countItems(signal, isGzipped ? gunzipSync(body) : body);
      return true;
    } catch {
      // Told by the count: a run whose sink could not read something is void.
      this.#unreadable += 1;
      return false;
    }
  }

  get totals(): SinkTotals {
    return { items: this.#items, bytes: this.#bytes, requests: this.#requests, unreadable: this.#unreadable };
  }
}
