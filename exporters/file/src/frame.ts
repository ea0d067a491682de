import type { Compress, Payload } from "@genai-collector/component";
import { encodeJson } from "@genai-collector/pdata";
import type { FileExporterConfig } from "./config.ts";

const lineEnd = new Uint8Array([0x0a]);

/**
 * A payload as it stands in the file, in parts: a line of OTLP/JSON, or, in protobuf and wherever it is compressed, a
 * length of four bytes, the highest first, and the request. Rejects with a `WireError` where it cannot be decoded.
 */
export async function frameOf(
  payload: Payload,
  { format, compression, compression_params }: FileExporterConfig,
  compress: Compress,
): Promise<readonly Uint8Array[]> {
  const content = format === "json" ? [encodeJson(payload)] : payload.encoded().map(({ bytes }) => bytes);
  if (compression !== "none")
    return withLength([await compress.compress(compression, content, compression_params.level)]);
  return format === "json" ? [...content, lineEnd] : withLength(content);
}

function withLength(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const prefix = new Uint8Array(4);
  new DataView(prefix.buffer).setUint32(0, lengthOf(parts));
  return [prefix, ...parts];
}

/** Bytes of all parts. */
export function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
