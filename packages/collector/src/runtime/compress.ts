import { constants as bufferLimits } from "node:buffer";
import { promisify } from "node:util";
import {
  constants,
  deflate,
  gunzip,
  gzip,
  inflate,
  zstdCompress,
  zstdDecompress,
  type InputType,
  type ZlibOptions,
  type ZstdOptions,
} from "node:zlib";
import type { Compress, CompressionAlgorithm } from "@genai-collector/component";

/** Telemetry repeats itself: the fastest level gets most of what the slowest does. */
const fastLevel = constants.Z_BEST_SPEED;
/** Where the operating system's number stands in the header (RFC 1952 §2.3); 255 is "unknown". */
const osByte = 9;
const chunkSize = 65_536;

interface Codec {
  pack(bytes: Uint8Array, level: number | undefined): Promise<Uint8Array>;
  unpack(bytes: Uint8Array, maxOutputLength: number): Promise<Uint8Array>;
}

const packGzip = promisify<InputType, ZlibOptions, Buffer>(gzip);
const unpackGzip = promisify<InputType, ZlibOptions, Buffer>(gunzip);
const packZlib = promisify<InputType, ZlibOptions, Buffer>(deflate);
const unpackZlib = promisify<InputType, ZlibOptions, Buffer>(inflate);
const packZstd = promisify<InputType, ZstdOptions, Buffer>(zstdCompress);
const unpackZstd = promisify<InputType, ZstdOptions, Buffer>(zstdDecompress);

const codecs: Readonly<Record<"gzip" | "zlib" | "zstd", Codec>> = {
  gzip: {
    async pack(bytes, level = fastLevel) {
      const packed = await packGzip(bytes, { level, chunkSize });
      packed[osByte] = 255;
      return packed;
    },
    unpack: (bytes, maxOutputLength) => unpackGzip(bytes, { maxOutputLength, chunkSize }),
  },
  zlib: {
    pack: (bytes, level = fastLevel) => packZlib(bytes, { level, chunkSize }),
    unpack: (bytes, maxOutputLength) => unpackZlib(bytes, { maxOutputLength, chunkSize }),
  },
  zstd: {
    pack: (bytes, level = 1) => packZstd(bytes, { chunkSize, params: { [constants.ZSTD_c_compressionLevel]: level } }),
    unpack: (bytes, maxOutputLength) => unpackZstd(bytes, { maxOutputLength, chunkSize }),
  },
};

/** zlib and zstd on the thread pool. Headers hold neither time nor name, and the same operating system on every one. */
export const systemCompress: Compress = {
  compress: (algorithm, parts, level) =>
    codecOf(algorithm).pack(parts.length === 1 ? parts[0]! : Buffer.concat(parts), level),
  async decompress(algorithm, bytes, limit) {
    // zlib takes limits from one byte to what a buffer can hold.
    const maxOutputLength = Math.min(Math.max(1, limit), bufferLimits.MAX_LENGTH);
    try {
      const unpacked = await codecOf(algorithm).unpack(bytes, maxOutputLength);
      if (unpacked.length <= limit) return unpacked;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") throw error;
    }
    throw new RangeError(`more than ${limit} bytes`);
  },
};

function codecOf(algorithm: CompressionAlgorithm): Codec {
  const codec = (codecs as Readonly<Record<string, Codec | undefined>>)[algorithm];
  if (codec === undefined) throw new TypeError(`no codec for ${algorithm}`);
  return codec;
}
