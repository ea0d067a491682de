import type { Compress, CompressionAlgorithm } from "@genai-collector/component";
import { Gate } from "./gate.ts";
import type { ContentEncoding } from "./http-config.ts";

/** As many as the runtime's thread pool works on at once: more would only hold more half-done output. */
const concurrentDecompressions = 4;

/** `deflate` is the container of RFC 1950, too (RFC 9110 §8.4.1.2), not the bare stream that its name says. */
const algorithms: Readonly<Record<Exclude<ContentEncoding, "" | "snappy">, CompressionAlgorithm>> = {
  gzip: "gzip",
  zstd: "zstd",
  zlib: "zlib",
  deflate: "zlib",
  lz4: "lz4",
  "x-snappy-framed": "x-snappy-framed",
};

/** A stream's first chunk: its type, three bytes of length, and `sNaPpY`. */
const framedSnappy = [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59] as const;

/** Decompresses what requests bring, a few at a time, whichever protocol they came by. */
export class Unpacker {
  readonly #compress: Compress;
  readonly #gate = new Gate(concurrentDecompressions);

  constructor(compress: Compress) {
    this.#compress = compress;
  }

  /** Rejects with a RangeError past `limit` bytes of output; else where the data is not what its encoding says. */
  unpack(encoding: Exclude<ContentEncoding, "">, bytes: Uint8Array, limit: number): Promise<Uint8Array> {
    const algorithm = encoding === "snappy" ? snappyOf(bytes) : algorithms[encoding];
    return this.#gate.run(() => this.#compress.decompress(algorithm, bytes, limit));
  }
}

/** Clients send both formats under the one name, as otelcol did in older versions, and as gRPC's libraries do. */
function snappyOf(bytes: Uint8Array): "snappy" | "x-snappy-framed" {
  return framedSnappy.every((byte, index) => bytes[index] === byte) ? "x-snappy-framed" : "snappy";
}
