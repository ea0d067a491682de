import type { LogsData, MetricsData, ResourceLogs, ResourceMetrics, ResourceSpans, TracesData } from "../data.ts";
import type { Signal } from "../payload.ts";
import { Reader } from "../wire/reader.ts";
import { ReverseWriter } from "../wire/reverse-writer.ts";
import { WireError } from "../wire/wire-error.ts";
import { decodeResourceLogs as readResourceLogs } from "./decode-logs.ts";
import { decodeResourceMetrics as readResourceMetrics } from "./decode-metrics.ts";
import { decodeResourceSpans as readResourceSpans } from "./decode-traces.ts";
import { writeResourceLogs } from "./encode-logs.ts";
import { writeResourceMetrics } from "./encode-metrics.ts";
import { writeResourceSpans } from "./encode-traces.ts";
import { validateRange } from "./validate-range.ts";

/** The decoded form of a signal. */
export type DataOf<S extends Signal> = { traces: TracesData; metrics: MetricsData; logs: LogsData }[S];
/** One resource's part of it. */
export type ResourceOf<S extends Signal> = { traces: ResourceSpans; metrics: ResourceMetrics; logs: ResourceLogs }[S];

/** How one signal is decoded and encoded, a resource at a time. */
export interface Codec<R, D> {
  readonly read: (reader: Reader, end: number) => R;
  readonly write: (writer: ReverseWriter, resource: R) => void;
  readonly resources: (data: D) => R[];
  readonly data: (resources: R[]) => D;
}

const codecs: { readonly [S in Signal]: Codec<ResourceOf<S>, DataOf<S>> } = {
  traces: {
    read: readResourceSpans,
    write: writeResourceSpans,
    resources: (data) => data.resourceSpans,
    data: (resourceSpans) => ({ resourceSpans }),
  },
  metrics: {
    read: readResourceMetrics,
    write: writeResourceMetrics,
    resources: (data) => data.resourceMetrics,
    data: (resourceMetrics) => ({ resourceMetrics }),
  },
  logs: {
    read: readResourceLogs,
    write: writeResourceLogs,
    resources: (data) => data.resourceLogs,
    data: (resourceLogs) => ({ resourceLogs }),
  },
};

/** The codec of a signal. */
export function codecOf<S extends Signal>(signal: S): Codec<ResourceOf<S>, DataOf<S>> {
  return codecs[signal];
}

// One at a time: encoding never waits in the middle.
const sharedWriter = new ReverseWriter(65_536);

/** One resource as a range's bytes: tag and length first. Throws a `TypeError` for what is none, such as a number where a bigint belongs. */
export function encodeRange<S extends Signal>(signal: S, resource: ResourceOf<S>): Uint8Array {
  try {
    codecOf(signal).write(sharedWriter, resource);
    return sharedWriter.finish();
  } finally {
    // What was written of a resource that is none must not stand in front of the next one.
    sharedWriter.clear();
  }
}

/** A range's bytes as one resource. Throws a `WireError` with offset and path. */
export function decodeRange<S extends Signal>(signal: S, bytes: Uint8Array): ResourceOf<S> {
  const reader = new Reader(bytes);
  try {
    const tag = reader.tag(bytes.length);
    if (tag !== 10) throw reader.error(`expected field 1, found tag ${tag}`, 0);
    return codecOf(signal).read(reader, reader.lengthEnd(bytes.length));
  } catch (error) {
    // The fast decoder knows no names: the slow check finds the same fault, and its path.
    if (error instanceof WireError) validateRange(signal, bytes);
    throw error;
  }
}

/** Encodes one `ResourceSpans` as a range's bytes. */
export const encodeResourceSpans = (resource: ResourceSpans): Uint8Array => encodeRange("traces", resource);
/** Encodes one `ResourceMetrics` as a range's bytes. */
export const encodeResourceMetrics = (resource: ResourceMetrics): Uint8Array => encodeRange("metrics", resource);
/** Encodes one `ResourceLogs` as a range's bytes. */
export const encodeResourceLogs = (resource: ResourceLogs): Uint8Array => encodeRange("logs", resource);
/** Decodes a range of traces. */
export const decodeResourceSpans = (bytes: Uint8Array): ResourceSpans => decodeRange("traces", bytes);
/** Decodes a range of metrics. */
export const decodeResourceMetrics = (bytes: Uint8Array): ResourceMetrics => decodeRange("metrics", bytes);
/** Decodes a range of logs. */
export const decodeResourceLogs = (bytes: Uint8Array): ResourceLogs => decodeRange("logs", bytes);
