import type { Compress, CompressionAlgorithm } from "@genai-collector/component";
import type { Codec } from "./codec.ts";
import { turnTakingCodecs } from "./compress-in-turns.ts";
import { isTooLarge, nativeCodecs } from "./compress-native.ts";

const codecs: Readonly<Record<CompressionAlgorithm, Codec>> = { ...nativeCodecs, ...turnTakingCodecs };

/** Headers hold neither time nor name, and the same operating system on every one. */
export const systemCompress: Compress = {
  async compress(algorithm, parts, level) {
    return codecOf(algorithm).pack(parts.length === 1 ? parts[0]! : Buffer.concat(parts), level);
  },
  async decompress(algorithm, bytes, limit) {
    try {
      const unpacked = await codecOf(algorithm).unpack(bytes, limit);
      if (unpacked.length <= limit) return unpacked;
    } catch (error) {
      if (!isTooLarge(error)) throw error;
    }
    throw new RangeError(`more than ${limit} bytes`);
  },
};

/** The algorithm may come from a peer's header: what is no codec is told, and nothing inherited is taken for one. */
function codecOf(algorithm: CompressionAlgorithm): Codec {
  if (!Object.hasOwn(codecs, algorithm)) throw new TypeError(`no codec for ${algorithm}`);
  return codecs[algorithm];
}
