const utf8 = new TextEncoder();

/** The type of an answer that nobody asked for in gRPC. */
export const grpcType = "application/grpc";

/** The type of the answer to a request of this type; undefined where that is no gRPC. Any subtype is taken for protobuf, as grpc-go does. */
export function grpcContentType(asked: string | undefined): string | undefined {
  if (asked === undefined || asked === grpcType) return asked;
  if (!asked.startsWith(grpcType)) return undefined;
  const mark = asked[grpcType.length];
  if (mark !== "+" && mark !== ";") return undefined;
  const subtype = asked.slice(grpcType.length + 1);
  return subtype === "" ? grpcType : `${grpcType}+${subtype}`;
}

/** As `grpc-message` is written: every byte of UTF-8 but printable ASCII, and `%`, as `%XX`. */
export function percentEncode(text: string): string {
  if (/^[\x20-\x24\x26-\x7e]*$/.test(text)) return text;
  let encoded = "";
  for (const byte of utf8.encode(text)) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
