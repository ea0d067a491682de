import { constants as bufferLimits } from "node:buffer";
import { promisify } from "node:util";
import {
  constants,
  deflate,
  deflateSync,
  gunzip,
  gunzipSync,
  gzip,
  gzipSync,
  inflate,
  inflateSync,
  zstdCompress,
  zstdCompressSync,
  zstdDecompress,
  zstdDecompressSync,
  type InputType,
  type ZlibOptions,
  type ZstdOptions,
} from "node:zlib";
import type { Codec } from "./codec.ts";
import { gzipSizeHint, zstdContentSize } from "./unpacked-size.ts";

/** Telemetry repeats itself: the fastest level gets most of what the slowest does. */
const fastLevel = constants.Z_BEST_SPEED;
/** As in Go's libraries and otelcol's settings: no matches are looked for. zlib has a strategy for it instead. */
const huffmanOnly = -2;
/** Levels up to this one take about as long as the fastest. */
const slowestFastLevel = 3;
/** Where the operating system's number stands in the header (RFC 1952 §2.3); 255 is "unknown". */
const osByte = 9;
const chunkSize = 65_536;
/**
 * Up to these sizes the work takes less than about 0.3 ms and is done in place: to hand it to the thread pool costs
 * 20–40 µs of CPU, and with zstd, whose state is then made anew in a cold thread, 250 µs.
 */
const inPlace = { zlibBytes: 65_536, zstdBytes: 262_144, unpackedBytes: 131_072, packedBytes: 16_384 } as const;
/** What telemetry unpacks to, by its packed size, where nothing says so. */
const usualRatio = 8;
/** No memory is taken for a claim that is more than so many times what came. */
const plausibleRatio = 32;
/**
 * A window of 8 MiB is the most that a sender may use (RFC 9659), but some use more. It is granted as far as the limit of
 * the content, below which a window can never fill.
 */
const leastWindowLog = 23;
const mostWindowLog = 27;

interface Engine<O> {
  readonly pack: (bytes: InputType, options: O) => Promise<Buffer>;
  readonly packSync: (bytes: InputType, options: O) => Buffer;
  readonly packsInPlace: number;
  packOptions(level: number | undefined): O;
  readonly unpack: (bytes: InputType, options: O) => Promise<Buffer>;
  readonly unpackSync: (bytes: InputType, options: O) => Buffer;
  unpackOptions(limits: UnpackLimits): O;
  /** What the bytes say of the size of their content. */
  sizeHint(bytes: Uint8Array): number | undefined;
}

interface UnpackLimits {
  /** Of the content, as the caller set it. */
  readonly limit: number;
  /** Of this attempt. */
  readonly maxOutputLength: number;
  readonly chunkSize: number;
}

const zlibOptions = {
  packsInPlace: inPlace.zlibBytes,
  packOptions: (level: number = fastLevel): ZlibOptions =>
    level === huffmanOnly ? { level: fastLevel, strategy: constants.Z_HUFFMAN_ONLY, chunkSize } : { level, chunkSize },
  unpackOptions: ({ maxOutputLength, chunkSize: size }: UnpackLimits): ZlibOptions => ({
    maxOutputLength,
    chunkSize: size,
  }),
};

const gzipCodec = codecOf<ZlibOptions>({
  ...zlibOptions,
  pack: promisify<InputType, ZlibOptions, Buffer>(gzip),
  packSync: gzipSync,
  unpack: promisify<InputType, ZlibOptions, Buffer>(gunzip),
  unpackSync: gunzipSync,
  sizeHint: gzipSizeHint,
});

/** gzip, zlib and zstd by the runtime's own libraries; large ones on the thread pool. */
export const nativeCodecs: Readonly<Record<"gzip" | "zlib" | "zstd", Codec>> = {
  gzip: {
    ...gzipCodec,
    async pack(bytes, level) {
      const packed = await gzipCodec.pack(bytes, level);
      packed[osByte] = 255;
      return packed;
    },
  },
  zlib: codecOf<ZlibOptions>({
    ...zlibOptions,
    pack: promisify<InputType, ZlibOptions, Buffer>(deflate),
    packSync: deflateSync,
    unpack: promisify<InputType, ZlibOptions, Buffer>(inflate),
    unpackSync: inflateSync,
    sizeHint: () => undefined,
  }),
  zstd: refusingByClaim(
    codecOf<ZstdOptions>({
      packsInPlace: inPlace.zstdBytes,
      pack: promisify<InputType, ZstdOptions, Buffer>(zstdCompress),
      packSync: zstdCompressSync,
      packOptions: (level = 1) => ({ chunkSize, params: { [constants.ZSTD_c_compressionLevel]: level } }),
      unpack: promisify<InputType, ZstdOptions, Buffer>(zstdDecompress),
      unpackSync: zstdDecompressSync,
      unpackOptions: ({ limit, maxOutputLength, chunkSize: size }) => ({
        maxOutputLength,
        chunkSize: size,
        params: { [constants.ZSTD_d_windowLogMax]: windowLogFor(limit) },
      }),
      sizeHint: zstdContentSize,
    }),
  ),
};

function codecOf<O>(engine: Engine<O>): Codec {
  return {
    async pack(bytes, level) {
      const options = engine.packOptions(level);
      const isShort = bytes.length <= engine.packsInPlace && isFast(level);
      return ownBytes(isShort ? engine.packSync(bytes, options) : await engine.pack(bytes, options));
    },
    async unpack(bytes, limit) {
      // zlib takes limits from one byte to what a buffer can hold.
      const maxOutputLength = Math.min(Math.max(1, limit), bufferLimits.MAX_LENGTH);
      return tryInPlace(engine, bytes, maxOutputLength) ?? unpackOnPool(engine, bytes, maxOutputLength);
    },
  };
}

/** What takes no longer than the fastest level does. The default of zlib, -1, is its sixth. */
function isFast(level: number | undefined): boolean {
  return level === undefined || (level <= slowestFastLevel && level !== constants.Z_DEFAULT_COMPRESSION);
}

/** Undefined where it is not short. */
function tryInPlace<O>(engine: Engine<O>, bytes: Uint8Array, maxOutputLength: number): Uint8Array | undefined {
  if (bytes.length > inPlace.packedBytes) return undefined;
  const short = Math.min(maxOutputLength, inPlace.unpackedBytes);
  const limits = { limit: maxOutputLength, maxOutputLength: short, chunkSize: chunkFor(engine, bytes, short) };
  try {
    return ownBytes(engine.unpackSync(bytes, engine.unpackOptions(limits)));
  } catch (error) {
    if (isTooLarge(error) && short < maxOutputLength) return undefined;
    throw error;
  }
}

async function unpackOnPool<O>(engine: Engine<O>, bytes: Uint8Array, maxOutputLength: number): Promise<Uint8Array> {
  const limits = { limit: maxOutputLength, maxOutputLength, chunkSize: chunkFor(engine, bytes, maxOutputLength) };
  return ownBytes(await engine.unpack(bytes, engine.unpackOptions(limits)));
}

/** As large as the content will be, so that it need not be put together; one byte more, or the end is not seen. */
function chunkFor<O>(engine: Engine<O>, bytes: Uint8Array, maxOutputLength: number): number {
  const expected = engine.sizeHint(bytes) ?? bytes.length * usualRatio;
  const granted = Math.min(expected, maxOutputLength, bytes.length * plausibleRatio);
  return Math.max(granted + 1, 1_024);
}

/** A copy of bytes that are the smaller part of their buffer: who keeps them keeps all of it. */
function ownBytes(bytes: Buffer): Uint8Array {
  return bytes.length * 2 < bytes.buffer.byteLength ? new Uint8Array(bytes) : bytes;
}

function refusingByClaim(codec: Codec): Codec {
  return {
    ...codec,
    async unpack(bytes, limit) {
      if ((zstdContentSize(bytes) ?? 0) > limit) throw new RangeError(`more than ${limit} bytes`);
      return codec.unpack(bytes, limit);
    },
  };
}

function windowLogFor(limit: number): number {
  return Math.min(Math.max(Math.ceil(Math.log2(limit)), leastWindowLog), mostWindowLog);
}

/** Whether it is zlib's own error for content past `maxOutputLength`. */
export function isTooLarge(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
}
