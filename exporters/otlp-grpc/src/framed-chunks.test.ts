import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { framedChunks } from "./framed-chunks.ts";

describe("framedChunks", () => {
  it("is the frame's head and the parts, one behind the other", () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.nat(40_000).map((length) => new Uint8Array(length).fill(length)),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.boolean(), (parts, isCompressed) => {
        const whole = Buffer.concat(parts);
        const head = Buffer.alloc(5);
        head[0] = isCompressed ? 1 : 0;
        head.writeUInt32BE(whole.length, 1);
        expect(Buffer.concat(framedChunks(parts, isCompressed)).equals(Buffer.concat([head, whole]))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("hands long parts on as they are, also from within a larger buffer", () => {
    const body = new Uint8Array(100_000);
    const parts = [body.subarray(10, 20), body.subarray(1_000, 50_000), body.subarray(50_000, 90_000)];
    const [first, second, third, ...others] = framedChunks(parts, false);
    expect(others).toEqual([]);
    expect(first).toHaveLength(15);
    expect([second, third].map((chunk) => chunk!.buffer === body.buffer)).toEqual([true, true]);
    expect([second, third].map((chunk) => [chunk!.byteOffset, chunk!.length])).toEqual([
      [1_000, 49_000],
      [50_000, 40_000],
    ]);
  });

  it("gathers short parts: many small requests are few writes", () => {
    const parts = Array.from({ length: 1_000 }, () => new Uint8Array(4_400));
    const sizes = framedChunks(parts, false).map((chunk) => chunk.length);
    expect(sizes).toHaveLength(5);
    expect(Math.max(...sizes)).toBeLessThan(1_048_576 + 4_400);
  });

  it("an empty message is a head alone", () => {
    expect(framedChunks([], false)).toEqual([Buffer.alloc(5)]);
  });
});
