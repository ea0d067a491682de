import { requestTypes, type OtlpSignal } from "@genai-collector/test-e2e/otlp-schema";
import { signals } from "./receiving.ts";
import { richRequest } from "./rich-request.ts";

/** One of the requests that a load is made of. */
export interface LoadRequest {
  /** Begins with its signal. */
  readonly name: string;
  readonly signal: OtlpSignal;
  readonly body: Uint8Array;
  readonly items: number;
}

/** The receiver's own limit is 4 MiB: one of the requests comes close to it. */
const nearLimit = 4_100_000;

/** Small, middling and large requests of every signal, an empty one, and one that is nearly too large. */
export function loadRequests(): LoadRequest[] {
  const rich = signals.flatMap((signal) =>
    [1, 10, 300].map((copies) => request(`${signal}-${copies}`, signal, richRequest(signal, copies))),
  );
  return [...rich, request("logs-large", "logs", largeRecord()), request("traces-empty", "traces", new Uint8Array())];
}

function request(name: string, signal: OtlpSignal, body: Uint8Array): LoadRequest {
  return { name, signal, body, items: itemsIn(signal, body) };
}

function largeRecord(): Uint8Array {
  const body = { stringValue: "x".repeat(nearLimit) };
  const type = requestTypes.logs;
  return type.encode(type.fromObject({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body }] }] }] })).finish();
}

interface Decoded {
  readonly resourceSpans?: readonly { readonly scopeSpans: readonly { readonly spans: readonly unknown[] }[] }[];
  readonly resourceLogs?: readonly { readonly scopeLogs: readonly { readonly logRecords: readonly unknown[] }[] }[];
  readonly resourceMetrics?: readonly { readonly scopeMetrics: readonly { readonly metrics: readonly object[] }[] }[];
}

/** Spans, data points or records, as the receiver counts them. */
function itemsIn(signal: OtlpSignal, bytes: Uint8Array): number {
  const decoded = requestTypes[signal].decode(bytes) as unknown as Decoded;
  const all = [
    ...(decoded.resourceSpans ?? []).flatMap(({ scopeSpans }) => scopeSpans.map(({ spans }) => spans.length)),
    ...(decoded.resourceLogs ?? []).flatMap(({ scopeLogs }) => scopeLogs.map(({ logRecords }) => logRecords.length)),
    ...(decoded.resourceMetrics ?? []).flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) => metrics.map(pointsIn)),
    ),
  ];
  return all.reduce((sum, count) => sum + count, 0);
}

function pointsIn(metric: object): number {
  const data = Object.values(metric).find((value) =>
    Array.isArray((value as { dataPoints?: unknown } | null)?.dataPoints),
  );
  return (data as { readonly dataPoints: readonly unknown[] }).dataPoints.length;
}
