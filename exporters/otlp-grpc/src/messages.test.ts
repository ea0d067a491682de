import type { Compress } from "@genai-collector/component";
import { generateLogs } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { Messages } from "./messages.ts";

/** Counts, and gives back the algorithm's name. */
function fakeCompress() {
  const asked: (readonly [algorithm: string, parts: number])[] = [];
  const compress = async (algorithm: string, parts: readonly Uint8Array[]): Promise<Uint8Array> => {
    asked.push([algorithm, parts.length]);
    return new TextEncoder().encode(algorithm);
  };
  return { asked, compress: { compress } as unknown as Compress };
}

describe("Messages", () => {
  it("without compression is the payload's ranges themselves: nothing is copied", async () => {
    const { asked, compress } = fakeCompress();
    const payload = generateLogs({ resources: 3 });
    const { message, encoding } = await new Messages(compress, "none").of(payload);
    expect(encoding).toBeUndefined();
    expect(message.map((part, index) => part === payload.encoded()[index]!.bytes)).toEqual([true, true, true]);
    expect(asked).toEqual([]);
  });

  it.each([
    ["gzip", "gzip"],
    ["zstd", "zstd"],
    ["snappy", "x-snappy-framed"],
  ] as const)("%s is made with %s, of all ranges as one, once for all attempts", async (compression, algorithm) => {
    const { asked, compress } = fakeCompress();
    const messages = new Messages(compress, compression);
    const payload = generateLogs({ resources: 3 });
    const [first, second] = await Promise.all([messages.of(payload), messages.of(payload)]);
    expect(second).toBe(first);
    expect(first.encoding).toBe(compression);
    expect(asked).toEqual([[algorithm, 3]]);
    messages.forget(payload);
    await messages.of(payload);
    expect(asked).toHaveLength(2);
  });
});
