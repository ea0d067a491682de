import type { Signal } from "@genai-collector/component";
import { Cursor } from "@genai-collector/pdata/wire";

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

/**
 * Reads an `Export…ServiceResponse`: field 1 `partial_success` { 1 rejected int64, 2 error_message string }. Undefined
 * for what cannot be read: a 2xx with a body that makes no sense is a success all the same, never a phantom reject.
 */
export function parsePartialSuccess(signal: Signal, contentType: string, body: Uint8Array): PartialSuccess | undefined {
  if (body.length === 0) return { rejected: 0, message: "" };
  try {
    return contentType.includes("json") ? fromJson(signal, body) : fromProtobuf(body);
  } catch {
    // Not an OTLP answer; the status said what matters.
    return undefined;
  }
}

function fromJson(signal: Signal, body: Uint8Array): PartialSuccess {
  const answer = JSON.parse(new TextDecoder().decode(body)) as {
    readonly partialSuccess?: Readonly<Record<string, unknown>>;
  };
  const partial = answer.partialSuccess ?? {};
  const rejected = Number(partial[jsonField[signal]] ?? 0);
  const message = partial["errorMessage"];
  return {
    rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0,
    message: typeof message === "string" ? message : "",
  };
}

function fromProtobuf(body: Uint8Array): PartialSuccess {
  let partial: PartialSuccess = { rejected: 0, message: "" };
  const cursor = new Cursor(body);
  while (cursor.next(body.length)) {
    if (cursor.tag === 10) partial = readPartial(body, cursor.start, cursor.end);
  }
  return partial;
}

function readPartial(body: Uint8Array, start: number, end: number): PartialSuccess {
  let rejected = 0;
  let message = "";
  const cursor = new Cursor(body, start);
  while (cursor.next(end)) {
    if (cursor.tag === 8) rejected = new Cursor(body, cursor.start).varint(cursor.end);
    else if (cursor.tag === 18) message = new TextDecoder().decode(body.subarray(cursor.start, cursor.end));
  }
  return { rejected, message };
}
