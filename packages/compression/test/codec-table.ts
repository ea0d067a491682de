import * as lz4js from "lz4js";
import * as snappyjs from "snappyjs";
import {
  CorruptDataError,
  finishAtOnce,
  packLz4,
  packSnappy,
  packSnappyFramed,
  unpackLz4,
  unpackSnappy,
  unpackSnappyFramed,
  type Work,
} from "../src/index.ts";

/** A codec, as tests see it. */
export interface Codec {
  readonly name: string;
  readonly pack: (bytes: Uint8Array) => Work;
  readonly unpack: (bytes: Uint8Array, limit: number) => Work;
  /** Another author's, in both directions. */
  readonly oracle?: { pack(bytes: Uint8Array): Uint8Array; unpack(bytes: Uint8Array): Uint8Array };
  /** Bytes of what 64 MiB of zeros become, at most. */
  readonly zeros: number;
}

/** Every codec of this package. */
export const codecs: readonly Codec[] = [
  {
    name: "snappy",
    pack: packSnappy,
    unpack: unpackSnappy,
    oracle: { pack: snappyjs.compress, unpack: snappyjs.uncompress },
    zeros: 3_200_000,
  },
  { name: "x-snappy-framed", pack: packSnappyFramed, unpack: unpackSnappyFramed, zeros: 3_200_000 },
  {
    name: "lz4",
    pack: packLz4,
    unpack: unpackLz4,
    oracle: { pack: lz4js.compress, unpack: lz4js.decompress },
    zeros: 300_000,
  },
];

/** Whether what was done to packed bytes ends with an error of ours, or with bytes within the limit. */
export function isTamed(codec: Codec, bytes: Uint8Array, limit: number): boolean {
  try {
    return finishAtOnce(codec.unpack(bytes, limit)).length <= limit;
  } catch (error) {
    return error instanceof CorruptDataError || error instanceof RangeError;
  }
}
