import {
  constants,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
  type ZlibOptions,
} from "node:zlib";
import type { Compress, CompressionAlgorithm } from "@genai-collector/component";
import {
  finishAtOnce,
  packLz4,
  packSnappy,
  packSnappyFramed,
  unpackLz4,
  unpackSnappy,
  unpackSnappyFramed,
} from "@genai-collector/compression";
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
  switch (algorithm) {
    case "gzip": {
      const packed = new Uint8Array(gzipSync(bytes, zlibLevel(level)));
      packed[operatingSystemAt] = 255;
      return packed;
    }
    case "zlib":
      return new Uint8Array(deflateSync(bytes, zlibLevel(level)));
    case "zstd":
      return new Uint8Array(zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level ?? 1 } }));
    case "snappy":
      return finishAtOnce(packSnappy(bytes));
    case "x-snappy-framed":
      return finishAtOnce(packSnappyFramed(bytes));
    case "lz4":
      return finishAtOnce(packLz4(bytes));
    default:
      throw new TypeError(`no codec for ${String(algorithm satisfies never)}`);
  }
}

/** -2 is Huffman coding alone, which zlib has as a strategy. */
function zlibLevel(level = 1): ZlibOptions {
  return level === -2 ? { level: 1, strategy: constants.Z_HUFFMAN_ONLY } : { level };
}

function unpack(algorithm: CompressionAlgorithm, bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  switch (algorithm) {
    case "gzip":
      return new Uint8Array(gunzipSync(bytes, { maxOutputLength }));
    case "zlib":
      return new Uint8Array(inflateSync(bytes, { maxOutputLength }));
    case "zstd":
      return new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength }));
    case "snappy":
      return finishAtOnce(unpackSnappy(bytes, maxOutputLength));
    case "x-snappy-framed":
      return finishAtOnce(unpackSnappyFramed(bytes, maxOutputLength));
    case "lz4":
      return finishAtOnce(unpackLz4(bytes, maxOutputLength));
    default:
      throw new TypeError(`no codec for ${String(algorithm satisfies never)}`);
  }
}
