import {
  finishInTurns,
  packLz4,
  packSnappy,
  packSnappyFramed,
  unpackLz4,
  unpackSnappy,
  unpackSnappyFramed,
  type Work,
} from "@genai-collector/compression";
import type { Codec } from "./codec.ts";

/** How long others may have to wait for their turn, in milliseconds. */
const longestTurnMs = 5;

/** Snappy and LZ4. They run where everything else does, so that long work lets others have a turn. */
export const turnTakingCodecs: Readonly<Record<"snappy" | "x-snappy-framed" | "lz4", Codec>> = {
  snappy: codecOf("snappy", packSnappy, unpackSnappy),
  "x-snappy-framed": codecOf("x-snappy-framed", packSnappyFramed, unpackSnappyFramed),
  lz4: codecOf("lz4", packLz4, unpackLz4),
};

function codecOf(
  algorithm: string,
  pack: (bytes: Uint8Array) => Work,
  unpack: (bytes: Uint8Array, limit: number) => Work,
): Codec {
  return {
    async pack(bytes, level) {
      if (level !== undefined) throw new TypeError(`${algorithm} has no levels, found ${level}`);
      return inTurns(pack(bytes));
    },
    unpack: (bytes, limit) => inTurns(unpack(bytes, limit)),
  };
}

function inTurns(work: Work): Promise<Uint8Array> {
  let turnEndsAt = performance.now() + longestTurnMs;
  const pause = async (): Promise<void> => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    turnEndsAt = performance.now() + longestTurnMs;
  };
  return finishInTurns(work, () => performance.now() >= turnEndsAt, pause);
}
