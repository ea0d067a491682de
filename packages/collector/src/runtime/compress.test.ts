import {
  constants,
  deflateSync,
  gunzipSync,
  gzipSync,
  inflateSync,
  zstdCompressSync,
  zstdDecompressSync,
} from "node:zlib";
import type { CompressionAlgorithm } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { systemCompress } from "./compress.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const large = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251));

describe("gzip", () => {
  it("gives the same bytes for the same content, however it is cut", async () => {
    const whole = Buffer.from(await systemCompress.compress("gzip", [large]));
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

const algorithms = ["gzip", "zlib", "zstd", "snappy", "x-snappy-framed", "lz4"] as const;
const telemetry = Buffer.from("service.name=checkout http.method=GET http.status_code=200 ".repeat(20_000));

describe.each(algorithms)("%s", (algorithm) => {
  it.each([0, 1, 1_000, 70_000, 300_000, 1_180_000])("gives back the %i bytes that it packed", async (size) => {
    const content = telemetry.subarray(0, size);
    const packed = await systemCompress.compress(algorithm, [content]);
    if (size >= 1_000) expect(packed.length).toBeLessThan(size / 5);
    expect(Buffer.from(await systemCompress.decompress(algorithm, packed, size)).equals(content)).toBe(true);
  });

  it("keeps no more memory than the result is long, so that who keeps it keeps no more", async () => {
    const packed = await systemCompress.compress(algorithm, [telemetry.subarray(0, 6_000)]);
    expect(packed.buffer.byteLength).toBeLessThanOrEqual(packed.length * 2);
    const unpacked = await systemCompress.decompress(algorithm, packed, 1_000_000);
    expect(unpacked.buffer.byteLength).toBeLessThanOrEqual(unpacked.length * 2);
  });

  it("refuses one byte more than the limit, small or large, with the same words", async () => {
    for (const size of [100, 5_000, 1_000_000]) {
      const packed = await systemCompress.compress(algorithm, [telemetry.subarray(0, size)]);
      await expect(systemCompress.decompress(algorithm, packed, size - 1)).rejects.toThrow(
        new RangeError(`more than ${size - 1} bytes`),
      );
    }
  });

  it("stops a decompression bomb at the limit, without a blow-up of memory", async () => {
    const bomb = await systemCompress.compress(algorithm, [Buffer.alloc(128 * 1024 * 1024)]);
    const before = process.memoryUsage().arrayBuffers;
    await expect(systemCompress.decompress(algorithm, bomb, 1_000_000)).rejects.toThrow(RangeError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["garbage", bytes("this is no compressed data at all, whatever its header says")],
  ])("refuses %s, and not as too large", async (_what, packed) => {
    await expect(systemCompress.decompress(algorithm, packed, 1_000)).rejects.toSatisfy(
      (error) => error instanceof Error && !(error instanceof RangeError),
    );
  });

  it("lets others have a turn while it works on a large body", async () => {
    const large = Buffer.alloc(24 * 1024 * 1024).fill(telemetry.subarray(0, 50_001));
    let turns = 0;
    const stop = setInterval(() => turns++, 1);
    const packed = await systemCompress.compress(algorithm, [large]);
    await systemCompress.decompress(algorithm, packed, large.length);
    clearInterval(stop);
    expect(turns).toBeGreaterThan(2);
  });
});

describe("what others packed", () => {
  it.each([
    ["gzip", gzipSync(telemetry)],
    ["zlib", deflateSync(telemetry)],
    ["zstd", zstdCompressSync(telemetry)],
    ["zstd", zstdCompressSync(telemetry, { params: { [constants.ZSTD_c_contentSizeFlag]: 0 } })],
  ] as const)("is unpacked: %s", async (algorithm, packed) => {
    expect(Buffer.from(await systemCompress.decompress(algorithm, packed, telemetry.length)).equals(telemetry)).toBe(
      true,
    );
    await expect(systemCompress.decompress(algorithm, packed, telemetry.length - 1)).rejects.toThrow(RangeError);
  });

  it.each([
    ["gzip", gunzipSync],
    ["zlib", inflateSync],
    ["zstd", zstdDecompressSync],
  ] as const)("has a reader for ours: %s", async (algorithm, unpack) => {
    expect(unpack(await systemCompress.compress(algorithm, [telemetry])).equals(telemetry)).toBe(true);
  });
});

describe("levels", () => {
  it.each([
    ["gzip", -2],
    ["gzip", -1],
    ["gzip", 0],
    ["gzip", 9],
    ["zlib", -2],
    ["zlib", -1],
    ["zlib", 9],
    ["zstd", -5],
    ["zstd", 1],
    ["zstd", 19],
  ] as const)("%s at %i is read by all", async (algorithm, level) => {
    const packed = await systemCompress.compress(algorithm, [telemetry.subarray(0, 90_000)], level);
    expect(await systemCompress.decompress(algorithm, packed, 90_000)).toHaveLength(90_000);
  });

  it("look for no matches at -2, and for none at all at 0", async () => {
    const sizeAt = async (level: number): Promise<number> =>
      (await systemCompress.compress("gzip", [telemetry.subarray(0, 90_000)], level)).length;
    const [none, huffman, fastest, usual] = await Promise.all([0, -2, 1, -1].map(sizeAt));
    expect(none).toBeGreaterThan(90_000);
    expect(huffman).toBeLessThan(none! * 0.8);
    expect(fastest).toBeLessThan(huffman! / 10);
    expect(usual).toBeLessThanOrEqual(fastest!);
  });

  it.each(["snappy", "x-snappy-framed", "lz4"] as const)("%s has none", async (algorithm) => {
    await expect(systemCompress.compress(algorithm, [telemetry], 1)).rejects.toThrow(`${algorithm} has no levels`);
  });

  it("out of range are refused", async () => {
    await expect(systemCompress.compress("gzip", [telemetry], 10)).rejects.toThrow("out of range");
  });
});

describe("zstd", () => {
  /** A frame header without the content's size: magic number, descriptor 0, window byte; then an empty last block. */
  const withWindow = (log: number): Uint8Array => Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, (log - 10) << 3, 1, 0, 0);

  it("grants windows of 8 MiB whatever the limit (RFC 9659), and larger ones as the limit grants as much", async () => {
    await expect(systemCompress.decompress("zstd", withWindow(23), 1_000)).resolves.toHaveLength(0);
    await expect(systemCompress.decompress("zstd", withWindow(24), 1_000)).rejects.toThrow("too much memory");
    await expect(systemCompress.decompress("zstd", withWindow(25), 20 * 1024 * 1024)).resolves.toHaveLength(0);
    await expect(systemCompress.decompress("zstd", withWindow(28), Infinity)).rejects.toThrow("too much memory");
  });

  it("refuses by the size that the header claims, before it unpacks", async () => {
    // A frame that claims 1 TiB and holds garbage.
    const lie = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 9, 9, 9);
    await expect(systemCompress.decompress("zstd", lie, 1_000_000)).rejects.toThrow(RangeError);
  });
});

describe("an algorithm that a peer made up", () => {
  it.each(["br", "toString", "__proto__", ""])("%j is no codec", async (name) => {
    const algorithm = name as CompressionAlgorithm;
    await expect(systemCompress.decompress(algorithm, bytes("x"), 10)).rejects.toThrow(`no codec for ${name}`);
    await expect(systemCompress.compress(algorithm, [bytes("x")])).rejects.toThrow(`no codec for ${name}`);
  });
});
