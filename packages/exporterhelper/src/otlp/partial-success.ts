import type { Signal } from "@genai-collector/component";
import { Cursor } from "@genai-collector/pdata/wire";
import { readInt64 } from "./rpc-status.ts";

/** What OTLP recommends to read of an answer: a long message must not hide what was rejected. */
export const maxAnswerBytes = 4 * 1_048_576;

/** What a sink did not take of a request that it answered with 2xx. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const jsonField: Readonly<Record<Signal, string>> = {
  traces: "rejectedSpans",
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
};

const whole: PartialSuccess = { rejected: 0, message: "" };

/**
 * Reads an `Export…ServiceResponse`: field 1 `partial_success` { 1 rejected int64, 2 error_message string }. Undefined
 * for what cannot be read: a 2xx with a body that makes no sense is a success all the same, never a phantom reject.
 */
export function parsePartialSuccess(signal: Signal, contentType: string, body: Uint8Array): PartialSuccess | undefined {
  if (body.length === 0) return whole;
  try {
    return contentType.toLowerCase().includes("json") ? fromJson(signal, body) : fromProtobuf(body);
  } catch {
    // Not an OTLP answer; the status said what matters.
    return undefined;
  }
}

function fromJson(signal: Signal, body: Uint8Array): PartialSuccess | undefined {
  const answer: unknown = JSON.parse(new TextDecoder().decode(body));
  if (!isObject(answer)) return undefined;
  const partial = answer["partialSuccess"] ?? {};
  if (!isObject(partial)) return undefined;
  const { [jsonField[signal]]: rejected, errorMessage } = partial;
  return {
    rejected: countOf(Number(rejected ?? 0)),
    message: typeof errorMessage === "string" ? errorMessage : "",
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fromProtobuf(body: Uint8Array): PartialSuccess {
  let partial = whole;
  const cursor = new Cursor(body);
  while (cursor.next(body.length)) {
    if (cursor.tag === 10) partial = readPartial(partial, body, cursor.start, cursor.end);
  }
  return partial;
}

/** A message that is given in parts is one message: what a later part leaves out stays. */
function readPartial(before: PartialSuccess, body: Uint8Array, start: number, end: number): PartialSuccess {
  let { rejected, message } = before;
  const cursor = new Cursor(body, start);
  while (cursor.next(end)) {
    if (cursor.tag === 8) rejected = countOf(readInt64(body, cursor.start, cursor.end));
    else if (cursor.tag === 18) message = new TextDecoder().decode(body.subarray(cursor.start, cursor.end));
  }
  return { rejected, message };
}

/** Negative and senseless numbers reject nothing. */
function countOf(rejected: number): number {
  return Number.isInteger(rejected) && rejected > 0 ? rejected : 0;
}
