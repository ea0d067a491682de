import * as fc from "fast-check";
import { BlockList, isIP } from "node:net";
import { describe, expect, it } from "vitest";
import { ipBlock, isIn, tryParseIp } from "./ip-address.ts";

const octet = fc.integer({ min: 0, max: 255 });
const v4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join("."));

describe("tryParseIp", () => {
  it.each([
    ["0.0.0.0", 4, 0n],
    ["127.0.0.1", 4, 0x7f00_0001n],
    ["255.255.255.255", 4, 0xffff_ffffn],
    ["::", 6, 0n],
    ["::1", 6, 1n],
    ["fe80::1%eth0", 6, (0xfe80n << 112n) | 1n],
    ["1:2:3:4:5:6:7:8", 6, 0x0001_0002_0003_0004_0005_0006_0007_0008n],
    ["1:2:3:4:5:6:7::", 6, 0x0001_0002_0003_0004_0005_0006_0007_0000n],
    ["::FFFF:169.254.169.254", 6, 0xffff_a9fe_a9fen],
    ["1:2:3:4:5:6:1.2.3.4", 6, 0x0001_0002_0003_0004_0005_0006_0102_0304n],
  ] as const)("reads %s", (text, family, value) => {
    expect(tryParseIp(text)).toEqual({ family, value });
  });

  const noIpv4 = [
    "",
    "1",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "1.2.3.4 ",
    " 1.2.3.4",
    "1.2.3.-4",
    "1.2.3.+4",
    "1.2.3.1e1",
  ];
  // They mean different addresses to different readers.
  const octalHexShort = ["010.0.0.1", "0177.0.0.1", "0x7f.0.0.1", "127.1", "2130706433", "0x7f000001", "1.2.3.04"];
  const noIpv6 = [":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::"];
  const noEmbedding = ["1.2.3.4::", "::1.2.3.4:5", "::1.2.3", "::1.2.3.256", "::1.2.3.04"];
  it.each([...noIpv4, ...octalHexShort, ...noIpv6, ...noEmbedding, "[::1]", "fe80::1%", "example.com", "::1/128"])(
    "refuses %j",
    (text) => {
      expect(tryParseIp(text)).toBeUndefined();
    },
  );

  it("agrees with the operating system's reader on what is an address, whatever the text", () => {
    const piece = fc.constantFrom("0", "1", "255", "256", "01", "ffff", "::", ":", ".", "1.2.3.4", "a", "fe80", "%1");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        expect([text, tryParseIp(text)?.family ?? 0]).toEqual([text, isIP(text)]);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("isIn", () => {
  const blocks = ["10.0.0.0/8", "172.16.0.0/12", "100.64.0.0/10", "168.63.129.16/32", "0.0.0.0/0", "198.18.0.0/15"];

  it("agrees with the operating system's reader on every address near a block's edges", () => {
    const near = fc.tuple(fc.constantFrom(...blocks), fc.integer({ min: -2, max: 2 }), fc.boolean());
    fc.assert(
      fc.property(near, v4, ([cidr, offset, isEnd], anywhere) => {
        const [start, bits] = cidr.split("/");
        const first = Number(tryParseIp(start!)!.value) + (isEnd ? 2 ** (32 - Number(bits)) - 1 : 0);
        const list = new BlockList();
        list.addSubnet(start!, Number(bits), "ipv4");
        for (const text of [anywhere, dotted((first + offset) >>> 0)])
          expect([cidr, text, isIn(tryParseIp(text)!, ipBlock(cidr))]).toEqual([cidr, text, list.check(text, "ipv4")]);
      }),
    );
  });

  it("keeps the families apart", () => {
    expect(isIn(tryParseIp("::1")!, ipBlock("0.0.0.0/0"))).toBe(false);
    expect(isIn(tryParseIp("0.0.0.1")!, ipBlock("::/0"))).toBe(false);
  });
});

describe("ipBlock", () => {
  it.each(["10.0.0.0", "nowhere/8", "/8"])("refuses %j", (text) => {
    expect(() => ipBlock(text)).toThrow(TypeError);
  });
});

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}
