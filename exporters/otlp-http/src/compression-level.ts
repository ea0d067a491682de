import type { CompressionAlgorithm } from "@genai-collector/component";

/** How requests may be compressed, as the configuration and the header `Content-Encoding` name it. */
export type Compression = "gzip" | "zstd" | "zlib" | "deflate" | "snappy" | "x-snappy-framed" | "lz4" | "none";

/** Levels that have a meaning, beside 0, which stands for none. */
const levels: Readonly<Partial<Record<Compression, { readonly min: number; readonly max: number }>>> = {
  gzip: { min: -2, max: 9 },
  zlib: { min: -2, max: 9 },
  deflate: { min: -2, max: 9 },
  zstd: { min: 1, max: 22 },
};

/** What can be said against a level; undefined for nothing. otelcol's words where a compression has none. */
export function problemOfLevel(compression: Compression, level: number): string | undefined {
  if (level === 0) return undefined;
  const range = levels[compression];
  if (range === undefined) return `unsupported parameters {Level:${level}} for compression type "${compression}"`;
  if (level >= range.min && level <= range.max) return undefined;
  return `must be from ${range.min} to ${range.max} for compression "${compression}", or 0 for a fast one`;
}

/** The runtime's name for a compression. HTTP's `deflate` is the container of zlib (RFC 9110 §8.4.1.2). */
export function algorithmOf(compression: Exclude<Compression, "none">): CompressionAlgorithm {
  return compression === "deflate" ? "zlib" : compression;
}
