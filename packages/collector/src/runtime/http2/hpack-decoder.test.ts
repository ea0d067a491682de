import { describe, expect, it } from "vitest";
import { errorCode } from "./protocol.ts";
import { HpackDecoder } from "./hpack-decoder.ts";

/** Decodes one block after the other, each as `name: value` lines. */
function decode(...blocks: string[]): string[][] {
  const decoder = new HpackDecoder();
  return blocks.map((hex) => {
    const lines: string[] = [];
    const block = Buffer.from(hex.replaceAll(" ", ""), "hex");
    decoder.decode(block, 0, block.length, { add: ({ name, value }) => void lines.push(`${name}: ${value}`) });
    return lines;
  });
}

const request = (path: string, scheme: string, ...more: string[]): string[] => [
  ":method: GET",
  `:scheme: ${scheme}`,
  `:path: ${path}`,
  ":authority: www.example.com",
  ...more,
];
const requests = [
  request("/", "http"),
  request("/", "http", "cache-control: no-cache"),
  request("/index.html", "https", "custom-key: custom-value"),
];
const response = (status: string, date: string, ...more: string[]): string[] => [
  `:status: ${status}`,
  "cache-control: private",
  `date: Mon, 21 Oct 2013 20:13:${date} GMT`,
  "location: https://www.example.com",
  ...more,
];

describe("header blocks", () => {
  it.each([
    ["C.2.1", "400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572", "custom-key: custom-header"],
    ["C.2.2", "040c 2f73 616d 706c 652f 7061 7468", ":path: /sample/path"],
    ["C.2.3", "1008 7061 7373 776f 7264 0673 6563 7265 74", "password: secret"],
    ["C.2.4", "82", ":method: GET"],
  ])("of one field are read as in RFC 7541 %s", (_section, block, line) => {
    expect(decode(block)).toEqual([[line]]);
  });

  it.each([
    [
      "C.3",
      "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
      "8286 84be 5808 6e6f 2d63 6163 6865",
      "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
    ],
    [
      "C.4",
      "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
      "8286 84be 5886 a8eb 1064 9cbf",
      "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
    ],
  ])("of three requests are read as in RFC 7541 %s", (_section, ...blocks) => {
    expect(decode(...blocks)).toEqual(requests);
  });

  it("let go of what does not fit a table of 256 bytes, as in RFC 7541 C.6", () => {
    const cookie = "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";
    expect(
      decode(
        // The size is told first.
        "3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
        "4883 640e ffc1 c0bf",
        "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07",
      ),
    ).toEqual([
      response("302", "21"),
      response("307", "21"),
      [
        ":status: 200",
        "cache-control: private",
        "date: Mon, 21 Oct 2013 20:13:22 GMT",
        "location: https://www.example.com",
        "content-encoding: gzip",
        cookie,
      ],
    ]);
  });

  it("with a field larger than the table empty it", () => {
    const large = `40 01 61 7fa11f ${"62".repeat(4_000 + 128)}`;
    expect(() => decode("40 01 61 01 62", large, "be")).toThrow("an index points nowhere");
    expect(decode("40 01 61 01 62", "be")).toEqual([["a: b"], ["a: b"]]);
  });

  it("keep the newest of many entries, and forget the rest", () => {
    const blocks = Array.from(
      { length: 300 },
      (_, at) => `40 02 ${Buffer.from([0x61 + (at % 26), 0x61]).toString("hex")} 00`,
    );
    const all = decode(...blocks, "be", "ff36");
    expect(all[300]).toEqual(all[299]);
    // 4,096 bytes are 120 times 34.
    expect(all[301]).toEqual(all[180]);
    expect(() => decode(...blocks, "ff37")).toThrow("an index points nowhere");
  });

  it.each([
    ["index 0", "80"],
    ["an index behind both tables", "be"],
    ["an index far behind", "ffffffff07"],
    ["a number without end", "ffffffffffffffffffff"],
    ["a number of zeros without end", `ff${"80".repeat(20)}00`],
    ["a number that is cut", "ff"],
    ["a literal without a value", "4001 61"],
    ["a name that is longer than the block", "4005 61"],
    ["a string of which only the length is there", "0001617f"],
    ["a broken Huffman code", "0081 ff 00"],
    ["a table larger than allowed", "3fe21f"],
    ["a new size of the table behind a field", "82 20"],
  ])("with %s are refused, with COMPRESSION_ERROR", (_what, block) => {
    expect(() => decode(block)).toThrow(expect.objectContaining({ code: errorCode.compressionError }));
  });

  it("with a string of no use to anybody are refused", () => {
    // 131,000 zeros of five bits each become 209,600 bytes.
    const block = `00 01 61 ffb8fe07${"00".repeat(131_000 + 127 - 71)}`;
    expect(() => decode(block)).toThrow(/string|large/);
  });

  it("change the version exactly where they change the table", () => {
    const decoder = new HpackDecoder();
    const versions = ["82", "0001610162", "4001610162", "be", "20", "82"].map((hex) => {
      const block = Buffer.from(hex, "hex");
      decoder.decode(block, 0, block.length, { add: () => undefined });
      return decoder.version;
    });
    expect(versions).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

it("fields that name a long one in few bytes are read as fast as others", () => {
  const add = { add: (): void => undefined };
  /** Milliseconds of this thread for 40,000 fields of a name that stands in the table. */
  const costOf = (nameLength: number): number => {
    const decoder = new HpackDecoder();
    const name = Buffer.concat([Buffer.from([0x40, 0x7f, ...varint(nameLength - 127)]), Buffer.alloc(nameLength, "a")]);
    const first = Buffer.concat([name, Buffer.of(0)]);
    decoder.decode(first, 0, first.length, add);
    const block = Buffer.concat(Array.from({ length: 40_000 }, () => Buffer.from("0f2f00", "hex")));
    const before = process.cpuUsage();
    decoder.decode(block, 0, block.length, add);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  const least = (nameLength: number): number => Math.min(...[1, 2, 3, 4].map(() => costOf(nameLength)));
  expect(least(4_000)).toBeLessThan(4 * least(200) + 2);
});

function varint(number: number): number[] {
  return number < 128 ? [number] : [(number & 127) | 128, number >> 7];
}
