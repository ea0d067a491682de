/** Frames of HTTP/2 by hand, for what no client library would send (RFC 9113 §4, RFC 7541). */

const types = [
  "DATA",
  "HEADERS",
  "PRIORITY",
  "RST_STREAM",
  "SETTINGS",
  "PUSH_PROMISE",
  "PING",
  "GOAWAY",
  "WINDOW_UPDATE",
  "CONTINUATION",
];
const endStream = 1;
const endHeaders = 4;
const none = Buffer.alloc(0);

/** Any frame. A type that is none becomes one that nobody knows. */
export function frame(type: string, flags: number, stream: number, payload: Uint8Array = none): Buffer {
  const bytes = Buffer.alloc(9 + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = types.includes(type) ? types.indexOf(type) : 0xbe;
  bytes[4] = flags;
  bytes.writeUInt32BE(stream, 5);
  bytes.set(payload, 9);
  return bytes;
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** What a connection begins with. */
export const preface: Buffer = Buffer.concat([
  Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  frame("SETTINGS", 0, 0),
]);
/** Says that the server's settings are taken. */
export const settingsAck: Buffer = frame("SETTINGS", 1, 0);

/** The same of a client that takes as much as the protocol allows. */
export const widePreface: Buffer = Buffer.concat([
  preface.subarray(0, -9),
  frame("SETTINGS", 0, 0, Buffer.concat([Buffer.from([0, 4]), number(2 ** 31 - 1)])),
  frame("WINDOW_UPDATE", 0, 0, number(2 ** 31 - 1 - 65_535)),
]);

/** `:method POST`, `:scheme http`, `:path /`, all from the static table, and `:authority h`. */
const request = Buffer.from([0x83, 0x86, 0x84, 0x01, 1, 0x68]);

/** Opens a stream. `more`: header fields in HPACK, behind the usual ones. */
export function headersFrame(
  stream: number,
  { end = false, more = none }: { end?: boolean; more?: Uint8Array } = {},
): Buffer {
  return frame("HEADERS", endHeaders | (end ? endStream : 0), stream, Buffer.concat([request, more]));
}

/** Begins a block of headers that goes on elsewhere. */
export function openHeadersFrame(stream: number): Buffer {
  return frame("HEADERS", 0, stream, request);
}

/** Goes on with it, and does not end it. */
export function continuationFrame(stream: number, fields: Uint8Array): Buffer {
  return frame("CONTINUATION", 0, stream, fields);
}

export function dataFrame(stream: number, text: string, end = false): Buffer {
  return frame("DATA", end ? endStream : 0, stream, Buffer.from(text));
}

export function resetFrame(stream: number, code: number): Buffer {
  return frame("RST_STREAM", 0, stream, number(code));
}

export function pingFrame(): Buffer {
  return frame("PING", 0, 0, Buffer.alloc(8));
}

/** One literal header field without indexing, of a length that fits one byte (below 127). */
export function literalField(name: string, value: string): Buffer {
  return Buffer.concat([
    Buffer.from([0, name.length]),
    Buffer.from(name),
    Buffer.from([value.length]),
    Buffer.from(value),
  ]);
}

/** One frame that came. `code` is that of GOAWAY and RST_STREAM, `text` what else they hold, or the data. */
export interface Frame {
  readonly type: string;
  readonly stream: number;
  readonly ends: boolean;
  readonly code: number | undefined;
  readonly text: string;
}

/** All frames that are there whole. */
export function readFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at + 9 <= bytes.length;) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    if (end > bytes.length) break;
    const type = types[bytes[at + 3]!] ?? "unknown";
    const codeAt = type === "GOAWAY" ? at + 13 : type === "RST_STREAM" ? at + 9 : undefined;
    frames.push({
      type,
      stream: bytes.readUInt32BE(at + 5),
      ends: (type === "DATA" || type === "HEADERS") && (bytes[at + 4]! & endStream) !== 0,
      code: codeAt === undefined ? undefined : bytes.readUInt32BE(codeAt),
      text: bytes.toString("latin1", codeAt === undefined ? at + 9 : codeAt + 4, end),
    });
    at = end;
  }
  return frames;
}
