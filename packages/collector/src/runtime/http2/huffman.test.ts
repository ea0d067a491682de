import { describe, expect, it } from "vitest";
import { decodeHuffman } from "./huffman.ts";

function decode(hex: string, room = 256): string | number {
  const bytes = Buffer.from(hex, "hex");
  const target = Buffer.alloc(room);
  const size = decodeHuffman(bytes, 0, bytes.length, target);
  return size < 0 ? size : target.toString("latin1", 0, size);
}

describe("the Huffman code of HPACK", () => {
  // RFC 7541 appendix C.4 and C.6, and codes of appendix B, filled up with ones.
  it.each([
    ["f1e3c2e5f23a6ba0ab90f4ff", "www.example.com"],
    ["a8eb10649cbf", "no-cache"],
    ["25a849e95ba97d7f", "custom-key"],
    ["25a849e95bb8e8b4bf", "custom-value"],
    ["6402", "302"],
    ["aec3771a4b", "private"],
    ["d07abe941054d444a8200595040b8166e082a62d1bff", "Mon, 21 Oct 2013 20:13:21 GMT"],
    ["9d29ad171863c78f0b97c8e9ae82ae43d3", "https://www.example.com"],
    [
      "94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
      "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
    ],
    ["", ""],
    ["ffc7", "\0"],
    ["fffffff3", "\n"],
    ["ffffffef", "\xf9"],
    ["fffffbbf", "\xff"],
    ["fffe1f", "\\"],
    ["07", "0"],
  ])("%s is %j", (hex, text) => {
    expect(decode(hex)).toBe(text);
  });

  it.each([
    ["a padding of zeros", "00"],
    ["a padding that is not all ones", "06"],
    ["a padding of a whole byte", "a8eb10649cbfff"],
    ["a padding of nothing but a byte", "ff"],
    ["an end of string", "ffffffff"],
    ["half a long code", "ffff"],
  ])("%s is broken", (_what, hex) => {
    expect(decode(hex)).toBe(-1);
  });

  it("says where there is no room", () => {
    expect([decode("a8eb10649cbf", 8), decode("a8eb10649cbf", 7), decode("a8eb10649cbf", 0)]).toEqual([
      "no-cache",
      -2,
      -2,
    ]);
  });
});
