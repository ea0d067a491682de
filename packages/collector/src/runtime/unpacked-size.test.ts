import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { gzipSizeHint, zstdContentSize } from "./unpacked-size.ts";

describe("the size that a gzip body says", () => {
  it.each([0, 1, 255, 100_000])("is %i", (size) => {
    expect(gzipSizeHint(gzipSync(Buffer.alloc(size)))).toBe(size);
  });

  it("is none where there is no whole member", () => {
    expect(gzipSizeHint(gzipSync("").subarray(0, 17))).toBeUndefined();
  });
});

describe("the size that a zstd frame says", () => {
  it.each([0, 1, 255, 256, 65_791, 65_792, 5_000_000])("is %i", (size) => {
    expect(zstdContentSize(zstdCompressSync(Buffer.alloc(size)))).toBe(size);
  });

  it.each([
    ["eight bytes", [0xe0, 0, 0, 0, 0, 1, 0, 0, 0], 2 ** 32],
    ["a window before it", [0x40, 0x58, 1, 0], 257],
    ["a dictionary before it", [0x63, 9, 9, 9, 9, 1, 0], 257],
  ])("is read with %s", (_what, header, size) => {
    expect(zstdContentSize(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, ...header))).toBe(size);
  });

  it.each([
    ["nothing", []],
    ["a magic number alone", [0x28, 0xb5, 0x2f, 0xfd]],
    ["another format", [0x1f, 0x8b, 8, 0, 0, 0, 0]],
    ["no size", [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 1, 0, 0]],
    ["a size that is cut", [0x28, 0xb5, 0x2f, 0xfd, 0xa0, 1, 0, 0]],
  ])("is none in %s", (_what, header) => {
    expect(zstdContentSize(Uint8Array.from(header))).toBeUndefined();
  });
});
