import type { ServerResponse, Signal } from "@genai-collector/component";
import type { BodyFormat } from "./body-format.ts";
import { encodeStatusMessage, varint, type StatusMessage } from "./status-message.ts";

/** Items that no sink will take, of a request that was taken otherwise. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

const contentTypes: Readonly<Record<BodyFormat, string>> = {
  json: "application/json",
  protobuf: "application/x-protobuf",
};

const rejectedField: Readonly<Record<Signal, string>> = {
  traces: "rejectedSpans",
  metrics: "rejectedDataPoints",
  logs: "rejectedLogRecords",
};

/** 200 with the `Export…ServiceResponse` of the signal, in the request's own format. */
export function successResponse(signal: Signal, format: BodyFormat, partial?: PartialSuccess): ServerResponse {
  const body = format === "json" ? jsonSuccess(signal, partial) : protobufSuccess(partial);
  return { status: 200, headers: { "content-type": contentTypes[format] }, body: [body] };
}

/** An error with its `google.rpc.Status`; `retryAfterMs` becomes a `Retry-After` of whole seconds, at least one. */
export function errorResponse(
  httpStatus: number,
  status: StatusMessage,
  format: BodyFormat,
  retryAfterMs?: number,
): ServerResponse {
  const headers: Record<string, string> = { "content-type": contentTypes[format] };
  if (retryAfterMs !== undefined) headers["retry-after"] = String(Math.max(1, Math.ceil(retryAfterMs / 1_000)));
  const body = format === "json" ? utf8(JSON.stringify(status)) : encodeStatusMessage(status);
  return { status: httpStatus, headers, body: [body] };
}

/** An error of HTTP itself, before the format of the request is known. */
export function textResponse(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  return { status, headers: { "content-type": "text/plain", ...headers }, body: [utf8(text)] };
}

function jsonSuccess(signal: Signal, partial: PartialSuccess | undefined): Uint8Array {
  const content =
    partial === undefined ? {} : { [rejectedField[signal]]: String(partial.rejected), errorMessage: partial.message };
  return utf8(JSON.stringify({ partialSuccess: content }));
}

/** Field 1 `partial_success`: 1 `rejected_…` int64, 2 `error_message` string. Nothing at all when all was taken. */
function protobufSuccess(partial: PartialSuccess | undefined): Uint8Array {
  if (partial === undefined) return new Uint8Array();
  const message = utf8(partial.message);
  const inner = [0x08, ...varint(partial.rejected), 0x12, ...varint(message.length), ...message];
  return new Uint8Array([0x0a, ...varint(inner.length), ...inner]);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
