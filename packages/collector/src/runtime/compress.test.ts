import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { systemCompress } from "./compress.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const large = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));

describe("gzip", () => {
  it("gives the same bytes for the same content, however it is cut", async () => {
    const whole = await systemCompress.compress("gzip", [large]);
    for (const at of [1, 65_536, 299_999])
      expect(Buffer.from(await systemCompress.compress("gzip", [large.subarray(0, at), large.subarray(at)]))).toEqual(
        whole,
      );
    expect(Buffer.from(await systemCompress.compress("gzip", [large]))).toEqual(whole);
    expect(gunzipSync(whole)).toEqual(large);
  });

  it("holds no time, no name and no operating system in its header (RFC 1952 §2.3)", async () => {
    const packed = await systemCompress.compress("gzip", [bytes("x")]);
    expect([...packed.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
  });

  it("packs nothing", async () => {
    expect(gunzipSync(await systemCompress.compress("gzip", []))).toHaveLength(0);
  });
});

describe("gunzip", () => {
  it.each([0, 1, 300_000])("gives %i bytes back up to the limit, and refuses one more", async (size) => {
    const content = large.subarray(0, size);
    const packed = gzipSync(content);
    expect(Buffer.from(await systemCompress.decompress("gzip", packed, size))).toEqual(content);
    if (size > 0) await expect(systemCompress.decompress("gzip", packed, size - 1)).rejects.toThrow(RangeError);
  });

  it("takes no limit as the most that the runtime can hold", async () => {
    expect(await systemCompress.decompress("gzip", gzipSync("x"), Infinity)).toHaveLength(1);
  });

  it("stops a bomb at the limit: a thousandth of it is unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
    const before = process.memoryUsage().arrayBuffers;
    await expect(systemCompress.decompress("gzip", bomb, 262_144)).rejects.toThrow("more than 262144 bytes");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
  });

  it("reads several members as one (RFC 1952 §2.2)", async () => {
    const packed = Buffer.concat([gzipSync("one "), gzipSync("two")]);
    expect(new TextDecoder().decode(await systemCompress.decompress("gzip", packed, 100))).toBe("one two");
  });

  it.each([
    ["no gzip", bytes("hello")],
    ["nothing", new Uint8Array()],
    ["cut", gzipSync("hello hello").subarray(0, -4)],
    [
      "with a wrong checksum",
      Buffer.from(gzipSync("hello").map((byte, i, all) => (i === all.length - 8 ? byte ^ 1 : byte))),
    ],
  ])("refuses what is %s, and not as too large", async (_what, packed) => {
    await expect(systemCompress.decompress("gzip", packed, 1_000)).rejects.toSatisfy(
      (error) => !(error instanceof RangeError),
    );
  });
});
