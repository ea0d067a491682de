import { deflateSync, gunzipSync, gzipSync, inflateSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Compress, CompressionAlgorithm } from "@genai-collector/component";
import { concat } from "./bytes.ts";
import type { VirtualSeam } from "./virtual-seam.ts";

/** RFC 1952 §2.3.1: the header's last byte names the operating system; 255 is "unknown". */
const operatingSystemAt = 9;

/** Real compression, without the thread pool: it takes no virtual time and gives the same bytes on every machine. */
export class VirtualCompress implements Compress {
  readonly #seam: VirtualSeam;

  constructor(seam: VirtualSeam) {
    this.#seam = seam;
  }

  compress(algorithm: CompressionAlgorithm, parts: readonly Uint8Array[], level?: number): Promise<Uint8Array> {
    return this.#seam.call("compress.compress", () => pack(algorithm, concat(parts), level));
  }

  decompress(algorithm: CompressionAlgorithm, bytes: Uint8Array, limit: number): Promise<Uint8Array> {
    return this.#seam.call("compress.decompress", () => {
      // zlib wants a limit of at least one byte, so none is checked here.
      const unpacked = unpack(algorithm, bytes, Math.max(1, limit));
      if (unpacked.length > limit) throw new RangeError(`more than ${limit} bytes when unpacked`);
      return unpacked;
    });
  }
}

function pack(algorithm: CompressionAlgorithm, bytes: Uint8Array, level: number | undefined): Uint8Array {
  if (algorithm === "zlib") return new Uint8Array(deflateSync(bytes, { level: level ?? 6 }));
  if (algorithm === "zstd") return new Uint8Array(zstdCompressSync(bytes));
  const packed = new Uint8Array(gzipSync(bytes, { level: level ?? 6 }));
  packed[operatingSystemAt] = 255;
  return packed;
}

function unpack(algorithm: CompressionAlgorithm, bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  if (algorithm === "zlib") return new Uint8Array(inflateSync(bytes, { maxOutputLength }));
  if (algorithm === "zstd") return new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength }));
  return new Uint8Array(gunzipSync(bytes, { maxOutputLength }));
}
