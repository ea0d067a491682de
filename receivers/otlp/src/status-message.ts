/** A `google.rpc.Status`: what OTLP answers an error with. */
export interface StatusMessage {
  /** A gRPC status code, 0 to 16. */
  readonly code: number;
  readonly message: string;
}

/** As protobuf: field 1 `code` int32, field 2 `message` string; defaults omitted. */
export function encodeStatusMessage(status: StatusMessage): Uint8Array {
  const text = new TextEncoder().encode(status.message);
  const code = status.code === 0 ? [] : [0x08, status.code];
  return new Uint8Array([...code, ...(text.length === 0 ? [] : [0x12, ...varint(text.length), ...text])]);
}

/** Unsigned, below 2^31. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}
