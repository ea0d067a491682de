import { describe, expect, it } from "vitest";
import { Reader } from "./reader.ts";

/** What a decoder reads of a text that lies somewhere in a buffer. */
function read(encoded: Uint8Array): string {
  const bytes = new Uint8Array(encoded.length + 5);
  bytes.fill(0x41);
  const reader = new Reader(bytes.subarray(2), 1);
  bytes[3] = encoded.length;
  bytes.set(encoded, 4);
  return reader.string(encoded.length + 2);
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** Far more texts of one length than the cache has places, any two of them alike but for what stands at two places. */
function* similar(length: number): Iterable<string> {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  for (let at = 0; at < length; at++) {
    const other = (at * 7 + 3) % length;
    for (const one of letters) {
      for (const two of letters.slice(0, 12)) {
        const units = Array.from({ length }, () => "x");
        units[at] = one;
        units[other] = two;
        yield units.join("");
      }
    }
  }
}

describe("texts that were read before", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 18, 31, 32, 33, 46, 47, 48, 49])(
    "are never taken for one another, %i bytes long",
    (length) => {
      for (const each of similar(length)) {
        const encoded = text(each);
        if (read(encoded) !== each || read(encoded) !== each) expect(read(encoded)).toBe(each);
      }
    },
  );

  it("are never taken for a longer or a shorter run of the same letters", () => {
    for (let letter = 0; letter < 128; letter++) {
      for (const next of [letter, 0x2e, 0x61, 0x7a]) {
        // The words that are compared are the same in several of these: the length alone tells them apart.
        const unit = String.fromCharCode(letter, letter, next, next);
        for (let length = 4; length <= 49; length++) {
          const each = unit.repeat(13).slice(-length);
          if (read(text(each)) !== each) expect(read(text(each))).toBe(each);
        }
      }
    }
  });

  it.each([
    ["empty", text(""), ""],
    ["two bytes a letter", text("schlüssel"), "schlüssel"],
    ["four bytes a letter", text("🐘🐘"), "🐘🐘"],
    ["not ASCII at its very end", text("abcdefé"), "abcdefé"],
    ["a mark of byte order in front", text("\uFEFFabc"), "\uFEFFabc"],
    ["zeros", new Uint8Array(8), "\0".repeat(8)],
    ["no UTF-8", new Uint8Array([0x61, 0xff, 0x62, 0x63, 0x64]), "a\uFFFDbcd"],
    ["half a letter", new Uint8Array([0x61, 0x62, 0x63, 0x64, 0xc3]), "abcd\uFFFD"],
    ["a surrogate", new Uint8Array([0x61, 0xed, 0xa0, 0x80]), "a\uFFFD\uFFFD\uFFFD"],
  ])("are read alike the first time and later: %s", (_what, encoded, expected) => {
    for (let i = 0; i < 3; i++) expect(read(encoded)).toBe(expected);
  });
});
