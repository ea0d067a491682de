import type { Signal } from "@genai-collector/pdata";

/** One instrument of a component. Its metric is `otelcol_<kind>_<type>_<name>`. */
export interface InstrumentSpec {
  readonly kind: "counter" | "histogram" | "gauge";
  /** UCUM, or an annotation such as `{item}`. */
  readonly unit: string;
  readonly doc: string;
  /** Each attribute with its closed list of values. */
  readonly attributes?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** The instruments of a factory, by name in `snake_case`. */
export type Instruments = Readonly<Record<string, InstrumentSpec>>;

type Closed = Readonly<Record<string, readonly string[]>>;

/** What a component records into: typed by its factory's declaration, attribute values included. */
export type Recorders<I extends Instruments> = {
  readonly [K in keyof I]: I[K]["attributes"] extends infer A extends Closed
    ? { record(value: number, attributes: { readonly [N in keyof A]: A[N][number] }): void }
    : { record(value: number): void };
};

export type LogData = Readonly<Record<string, unknown>>;

/**
 * Data first, sentence second. `error`: data lost or an operator must act. `warn`: unexpected, recovered. `info`: a
 * state change. `debug`: at most once per batch.
 */
export interface Logger {
  debug(data: LogData, message: string): void;
  info(data: LogData, message: string): void;
  warn(data: LogData, message: string): void;
  error(data: LogData, message: string): void;
}

export interface Tracer {
  /** Runs `run` inside a span of the collector's own telemetry. */
  span<T>(name: string, run: () => Promise<T>): Promise<T>;
}

/** Where an exporter sends a signal, as labels of what it sent: `server.address`, `server.port`, `url.path`. */
export type ExportTarget = Readonly<Record<string, string>>;

/**
 * otelcol's counters of one exporter, for who keeps data beyond `consume`, and its entries in the ledger of items: what
 * came in + what was `restored` = `sent` + `failed` + `enqueueFailed` + what it `holds`. Each item ends once.
 */
export interface ExportCounters {
  sent(signal: Signal, items: number): void;
  /**
   * After all retries. `unansweredItems`: of those, the ones that nobody waits for; they are dropped, the others were given
   * back to who sent them. 0 when absent.
   */
  failed(signal: Signal, items: number, error: unknown, unansweredItems?: number): void;
  /** The queue had no room, or could not write it: who sent it was told. */
  enqueueFailed(signal: Signal, items: number, error?: unknown): void;
  enqueued(signal: Signal, items: number, bytes: number): void;
  /** A batch that a queue made was handed on. */
  batched(signal: Signal, items: number, bytes: number): void;
  /** Requests under way, waits between attempts included: one more, or one less. */
  inFlight(signal: Signal, change: 1 | -1): void;
  /** Asked whenever metrics are collected. Both are counted as the queue's `sizer` says. */
  queue(signal: Signal, read: () => { readonly size: number; readonly capacity: number }): void;
  /** What an earlier process left, and is in the queue again. */
  restored(signal: Signal, items: number): void;
  /**
   * What is in the queue and what is being sent, of a request that was partly taken what is left: as `Books.holds`.
   * `disk`: what survives the process.
   */
  holds(signal: Signal, walk: () => number, place: "memory" | "disk"): void;
}
