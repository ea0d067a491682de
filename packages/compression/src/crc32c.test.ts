import { describe, expect, it } from "vitest";
import { crc32c } from "./crc32c.ts";

/** Bit by bit, as the definition says. */
function slowly(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

describe("CRC-32C", () => {
  it.each([
    ["nothing", new Uint8Array(), 0],
    ["the digits 1 to 9", new TextEncoder().encode("123456789"), 0xe3069283],
    ["32 zeros (RFC 3720 B.4)", new Uint8Array(32), 0x8a9136aa],
    ["32 ones (RFC 3720 B.4)", new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ["32 ascending bytes (RFC 3720 B.4)", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ["32 descending bytes (RFC 3720 B.4)", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ])("of %s is the published one", (_what, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it("goes on from the checksum of what stands before, wherever it is cut", () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) & 0xff);
    for (let at = 0; at <= 100; at++)
      expect(crc32c(bytes.subarray(at), crc32c(bytes.subarray(0, at))), `cut at ${at}`).toBe(slowly(bytes));
  });

  it("is the same by sixteen bytes as bit by bit, at every length and start", () => {
    const bytes = Uint8Array.from({ length: 80 }, (_, i) => (i * i * 7 + 200) & 0xff);
    for (let start = 0; start < 17; start++)
      for (let end = start; end <= 80; end++)
        expect(crc32c(bytes.subarray(start, end)), `${start} to ${end}`).toBe(slowly(bytes.subarray(start, end)));
  });
});
