import type { LogsData, MetricsData, TracesData } from "./data.ts";

/** The kinds of telemetry that pipelines carry. */
export type Signal = "traces" | "metrics" | "logs";

/** Every property readonly, at any depth; leaves (bigint, string, number, boolean, bytes) as they are. */
export type DeepReadonly<T> = T extends bigint | string | number | boolean | Uint8Array | undefined
  ? T
  : T extends readonly (infer E)[]
    ? readonly DeepReadonly<E>[]
    : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** Who pushed data: the peer, and the request metadata that the receiver was told to keep (names in lower case). */
export interface ClientInfo {
  readonly address: string;
  /** Headers or gRPC metadata, names in lower case, so far as the receiver was told to keep them. */
  readonly metadata: ReadonlyMap<string, readonly string[]>;
  /** How it came, such as `http` or `grpc`. */
  readonly transport?: string | undefined;
  /** What an authenticator found out of who it is. Never written to disk. */
  readonly auth?: ReadonlyMap<string, unknown> | undefined;
}

/**
 * One encoded `ResourceSpans`, `ResourceMetrics` or `ResourceLogs` as it stands in its parent message: tag and length
 * first. It comes from one client's request, or stands for one bucket or page. Its bytes are never written to.
 */
export interface Range {
  readonly bytes: Uint8Array;
  readonly client?: ClientInfo | undefined;
}

/**
 * Telemetry of one signal in one of two forms, converted lazily; exactly one of them is the truth at any time.
 *
 * An interface, not the union of the three signals: `this` does not survive a union, and generic code could not fork.
 */
export interface Payload {
  readonly signal: Signal;
  /** Spans, data points or log records. Counted anew at each reading while the decoded form is the truth. */
  readonly items: number;
  /** Length on the wire in bytes: what queue and batch limits count. How much memory it holds is `Memory`'s to say. */
  readonly bytes: number;
  /** A second payload over the same bytes. Encodes first where the decoded form is the truth. */
  fork(): this;
  /** Makes the encoded form the truth; what `takeDecoded` gave is no longer part of the payload. */
  encoded(): readonly Range[];
  /** A new payload of the ranges that `keep` accepts, over the same bytes. */
  filter(keep: (range: Range, index: number) => boolean): this;
  /** A new payload of the same signal over other ranges. `items`: how many they hold, where that is known; counted else. */
  withRanges(ranges: readonly Range[], items?: number): this;
  /** A read-only copy, shared by forks; the encoded form stays the truth. */
  decoded(): unknown;
  /** Makes the decoded form the truth: yours to change until the next `encoded`, `fork` or `consume`. */
  takeDecoded(): unknown;
}

/** Spans. */
export interface Traces extends Payload {
  readonly signal: "traces";
  decoded(): DeepReadonly<TracesData>;
  takeDecoded(): TracesData;
}

/** Data points. */
export interface Metrics extends Payload {
  readonly signal: "metrics";
  decoded(): DeepReadonly<MetricsData>;
  takeDecoded(): MetricsData;
}

/** Log records. */
export interface Logs extends Payload {
  readonly signal: "logs";
  decoded(): DeepReadonly<LogsData>;
  takeDecoded(): LogsData;
}

/** The payload type of a signal. */
export type PayloadOf<S extends Signal> = { traces: Traces; metrics: Metrics; logs: Logs }[S];
