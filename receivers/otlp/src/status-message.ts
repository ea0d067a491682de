/** A `google.rpc.Status`: what OTLP answers an error with. */
export interface StatusMessage {
  /** A gRPC status code, 0 to 16. */
  readonly code: number;
  readonly message: string;
  /** Milliseconds after which the client may come back: a `google.rpc.RetryInfo` among the details. */
  readonly retryDelayMs?: number | undefined;
}

/** The longest that `google.protobuf.Duration` has room for is ten thousand years; nobody waits longer than this. */
const longestDelayMs = 2_147_483_647;

const retryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

/** As protobuf: field 1 `code` int32, field 2 `message` string, field 3 `details`; defaults omitted. */
export function encodeStatusMessage(status: StatusMessage): Uint8Array {
  const { code, message, retryDelayMs } = status;
  return Uint8Array.from([
    ...(code === 0 ? [] : [0x08, code]),
    ...field(2, utf8(message)),
    ...(retryDelayMs === undefined ? [] : field(3, retryInfo(retryDelayMs))),
  ]);
}

/** In the JSON of protobuf (https://protobuf.dev/programming-guides/json/). */
export function statusMessageToJson(status: StatusMessage): object {
  const { code, message, retryDelayMs } = status;
  if (retryDelayMs === undefined) return { code, message };
  return { code, message, details: [{ "@type": retryInfoType, retryDelay: `${wholeMs(retryDelayMs) / 1_000}s` }] };
}

/** `Any { type_url = 1, value = 2: RetryInfo { retry_delay = 1: Duration { seconds = 1, nanos = 2 } } }` */
function retryInfo(delayMs: number): Uint8Array {
  const whole = wholeMs(delayMs);
  const [seconds, nanos] = [Math.floor(whole / 1_000), (whole % 1_000) * 1_000_000];
  const delay = [
    ...(seconds === 0 ? [] : [0x08, ...varint(seconds)]),
    ...(nanos === 0 ? [] : [0x10, ...varint(nanos)]),
  ];
  return Uint8Array.from([
    ...field(1, utf8(retryInfoType)),
    ...field(2, Uint8Array.from([0x0a, delay.length, ...delay])),
  ]);
}

function wholeMs(delayMs: number): number {
  return Math.min(Math.max(0, Math.ceil(delayMs)), longestDelayMs);
}

/** A field of bytes; nothing at all where there are none. */
export function field(number: number, bytes: Uint8Array): number[] {
  return bytes.length === 0 ? [] : [(number << 3) | 2, ...varint(bytes.length), ...bytes];
}

/** Unsigned, a whole number up to 2^53 − 1. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return bytes;
}

/** The bytes of a text; half a surrogate pair becomes U+FFFD. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
