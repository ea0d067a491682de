import type { Compress, CompressionAlgorithm } from "@genai-collector/component";

/** otelcol's "snappy" of gRPC is the framed format. */
const algorithms = {
  gzip: "gzip",
  snappy: "x-snappy-framed",
  zstd: "zstd",
} as const satisfies Readonly<Record<string, CompressionAlgorithm>>;

/** How messages are compressed, as `grpc-encoding` names it. */
export type Encoding = keyof typeof algorithms;

/** Packs the parts of a message as one. */
export function pack(compress: Compress, encoding: Encoding, parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return compress.compress(algorithms[encoding], parts);
}

/**
 * Unpacks a message whose encoding a server chose. Rejects where the encoding is none of ours, the bytes are not what
 * they claim, or more than `limit` come out.
 */
export async function unpack(
  compress: Compress,
  encoding: string,
  bytes: Uint8Array,
  limit: number,
): Promise<Uint8Array> {
  if (!(encoding in algorithms)) throw new RangeError(`its encoding is ${encoding}`);
  return compress.decompress(algorithms[encoding as Encoding], bytes, limit);
}
