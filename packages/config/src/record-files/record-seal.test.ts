import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { RecordSeal } from "./record-seal.ts";

const { files } = new VirtualRuntime(new World());
const layout = { magic: 0x31545354, headerBytes: 16 };
const seal = new RecordSeal(layout, 0xdecafbad, files);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function sealed(value: number, by = seal): Uint8Array {
  const header = new Uint8Array(16);
  const view = new DataView(header.buffer);
  view.setUint32(8, value, true);
  by.seal(view);
  return header;
}

describe("a sealed header", () => {
  it("is opened again, wherever it stands in a buffer", () => {
    const header = sealed(4711);
    expect(seal.tryOpen(header)!.getUint32(8, true)).toBe(4711);
    const around = Uint8Array.of(1, 2, 3, ...header, 4, 5);
    expect(seal.tryOpen(around.subarray(3))!.getUint32(8, true)).toBe(4711);
    expect(Buffer.from(header.subarray(0, 4)).toString()).toBe("TST1");
  });

  it("may itself be sealed inside of a larger buffer", () => {
    const buffer = new ArrayBuffer(64);
    const view = new DataView(buffer, 20, 16);
    view.setUint32(8, 9, true);
    seal.seal(view);
    expect(new Uint8Array(buffer, 20, 16)).toEqual(sealed(9));
    expect(new Uint8Array(buffer, 0, 20).every((byte) => byte === 0)).toBe(true);
  });

  it("is not what was written when one bit of it is another, or it is short", () => {
    const header = sealed(4711);
    for (let bit = 0; bit < 16 * 8; bit++) {
      const copy = header.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      expect(seal.tryOpen(copy), `bit ${bit}`).toBeUndefined();
    }
    for (let length = 0; length < 16; length++) expect(seal.tryOpen(header.subarray(0, length))).toBeUndefined();
  });

  it("is nothing under another salt, or another magic", () => {
    expect(new RecordSeal(layout, 1, files).tryOpen(sealed(1))).toBeUndefined();
    expect(new RecordSeal({ ...layout, magic: 1 }, 0xdecafbad, files).tryOpen(sealed(1))).toBeUndefined();
  });
});

describe("a checksum", () => {
  it("is of the bytes, however they are cut", () => {
    expect(seal.checksum([bytes("ab"), bytes(""), bytes("c")])).toBe(seal.checksum([bytes("abc")]));
    expect(seal.checksum([])).toBe(0xdecafbad);
  });

  it("tells what was written from what is as long, and from what is longer", () => {
    const told = { length: 3, checksum: seal.checksum([bytes("abc")]) };
    const answers = ["abc", "abd", "ab", "abcd"].map((text) => seal.isSound(bytes(text), told));
    expect(answers).toEqual([true, false, false, false]);
  });
});
