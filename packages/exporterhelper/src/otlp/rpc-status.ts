import { Cursor } from "@genai-collector/pdata/wire";

/** What a `google.rpc.Status` says beside its code. */
export interface RpcStatus {
  readonly message: string;
  /** Of `RetryInfo`: the sender may come again after this time. Absent: there is no `RetryInfo`. */
  readonly retryAfterMs?: number | undefined;
}

/** `google.rpc.Status`: 1 code, 2 message, 3 repeated details, each a `google.protobuf.Any`: 1 type URL, 2 value. */
const messageTag = 18;
const detailTag = 26;
const typeUrlTag = 10;
const valueTag = 18;

const decoder = new TextDecoder();

/**
 * Reads a `google.rpc.Status`: the body of OTLP/HTTP errors, and `grpc-status-details-bin` of gRPC. Undefined for what
 * is none.
 *
 * https://opentelemetry.io/docs/specs/otlp/#failures
 */
export function tryReadRpcStatus(bytes: Uint8Array): RpcStatus | undefined {
  try {
    let message = "";
    let retryAfterMs: number | undefined;
    const cursor = new Cursor(bytes);
    while (cursor.next(bytes.length)) {
      const value = bytes.subarray(cursor.start, cursor.end);
      if (cursor.tag === messageTag) message = decoder.decode(value);
      else if (cursor.tag === detailTag) retryAfterMs = readRetryInfo(value) ?? retryAfterMs;
    }
    return { message, retryAfterMs };
  } catch {
    // Not protobuf: whoever asks has the status and, for HTTP, a text to go by.
    return undefined;
  }
}

/** The delay of a detail that is a `google.rpc.RetryInfo` (1 `retry_delay`); undefined for other details. */
function readRetryInfo(detail: Uint8Array): number | undefined {
  let type = "";
  let value: Uint8Array = new Uint8Array();
  const cursor = new Cursor(detail);
  while (cursor.next(detail.length)) {
    const field = detail.subarray(cursor.start, cursor.end);
    if (cursor.tag === typeUrlTag) type = decoder.decode(field);
    else if (cursor.tag === valueTag) value = field;
  }
  if (!type.endsWith("/google.rpc.RetryInfo")) return undefined;
  const info = new Cursor(value);
  let delayMs = 0;
  while (info.next(value.length)) {
    if (info.tag === 10) delayMs = readDuration(value.subarray(info.start, info.end));
  }
  return delayMs;
}

/** `google.protobuf.Duration` (1 seconds, 2 nanos) in milliseconds, rounded up. A negative one asks for no delay. */
function readDuration(bytes: Uint8Array): number {
  let seconds = 0;
  let nanos = 0;
  const cursor = new Cursor(bytes);
  while (cursor.next(bytes.length)) {
    if (cursor.tag === 8) seconds = readInt64(bytes, cursor.start, cursor.end);
    else if (cursor.tag === 16) nanos = readInt64(bytes, cursor.start, cursor.end);
  }
  return Math.max(0, seconds * 1_000 + Math.ceil(nanos / 1_000_000));
}

/** A varint as a signed number; exact up to 2^53, far past any delay. */
export function readInt64(bytes: Uint8Array, start: number, end: number): number {
  let value = 0n;
  for (let at = end - 1; at >= start; at--) value = (value << 7n) | BigInt(bytes[at]! & 0x7f);
  return Number(BigInt.asIntN(64, value));
}
