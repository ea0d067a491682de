import { constants, gzipSync } from "node:zlib";
import { createLogs, createMetrics, createTraces, type Payload, type Signal } from "@genai-collector/pdata";
import { llmLogs } from "./llm-logs.ts";
import { llmMetrics } from "./llm-metrics.ts";
import { llmSpans } from "./llm-spans.ts";

/** What a request is to hold. */
export interface BodyShape {
  readonly signal: Signal;
  /** Spans, log records or metrics a request. */
  readonly count: number;
  /** Resources over which they are spread; spans only. Default 1. */
  readonly resources?: number | undefined;
  /** Compressed once, before the run, at level 1. */
  readonly isGzipped?: boolean | undefined;
}

/** An encoded request, made once and sent again and again. */
export interface RequestBody {
  readonly bytes: Uint8Array;
  /** Spans, log records or data points: what a sink counts. */
  readonly items: number;
}

/** Encodes a request. */
export function requestBody(shape: BodyShape): RequestBody {
  const payload = payloadOf(shape);
  const bytes = Buffer.concat(payload.encoded().map((range) => range.bytes));
  return {
    bytes: shape.isGzipped === true ? gzipSync(bytes, { level: constants.Z_BEST_SPEED }) : bytes,
    items: payload.items,
  };
}

function payloadOf({ signal, count, resources }: BodyShape): Payload {
  if (signal === "logs") return createLogs(llmLogs(count));
  if (signal === "metrics") return createMetrics(llmMetrics(count));
  return createTraces(llmSpans(count, resources));
}
