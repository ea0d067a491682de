import { describe, expect, it } from "vitest";
import { RunningXxh32, xxh32 } from "./xxh32.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("XXH32", () => {
  it.each([
    ["", 0x02cc5d05],
    ["a", 0x550d7456],
    ["abc", 0x32d153ff],
    ["Nobody inspects the spammish repetition", 0xe2293b2f],
  ])("of %j is the published one", (text, expected) => {
    expect(xxh32(bytes(text), 0, text.length)).toBe(expected);
  });

  it("is the same for bytes that come one part after the other", () => {
    const all = Uint8Array.from({ length: 100 }, (_, i) => i * 31);
    const expected = xxh32(all, 5, 97);
    for (let first = 5; first <= 97; first++) {
      const running = new RunningXxh32(all, 5);
      running.advance(first);
      expect(running.finish(97), `first up to ${first}`).toBe(expected);
    }
  });
});
