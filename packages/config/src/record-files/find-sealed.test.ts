import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { FileWindow } from "./file-window.ts";
import { findSealed, type FoundSeal } from "./find-sealed.ts";
import { RecordSeal } from "./record-seal.ts";

const { files } = new VirtualRuntime(new World());
const layout = { magic: 0x31545354, headerBytes: 16 };
const seal = new RecordSeal(layout, 7, files);
const header = new Uint8Array(16);
seal.seal(new DataView(header.buffer));
const zeros = (length: number): Uint8Array => new Uint8Array(length);

function find(parts: readonly Uint8Array[], { at = 0, size }: { at?: number; size?: number } = {}): Promise<FoundSeal> {
  const content = Buffer.concat(parts);
  const read = (_path: string, from = 0, length = Infinity): Promise<Uint8Array> =>
    Promise.resolve(Uint8Array.from(content.subarray(from, from + length)));
  const window = new FileWindow({ read }, "/a");
  const isHeader = (bytes: Uint8Array): boolean => seal.tryOpen(bytes) !== undefined;
  return findSealed({ window, layout, isHeader, size: size ?? content.length }, at);
}

describe("the next record", () => {
  it.each([
    ["behind noise", [Buffer.from("noise with a T and TST1 in it"), header], { next: 29, isZero: false }],
    ["behind blocks that were never filled", [zeros(40_000), header], { next: 40_000, isZero: true }],
    ["behind the one that it is looked for from", [header, header], { next: 16, isZero: false }],
  ] as const)("is found %s", async (_, parts, expected) => {
    expect(await find(parts)).toEqual(expected);
  });

  it.each([
    ["noise", [Buffer.from("no TST1 here")], false],
    ["zeros", [zeros(100)], true],
    ["half a header", [header.subarray(0, 15)], false],
    ["nothing", [], true],
  ] as const)("is not found in %s", async (_, parts, isZero) => {
    expect(await find(parts)).toEqual({ next: undefined, isZero });
  });

  it("is not looked for behind the size that the file had, though more is there by now", async () => {
    const noise = Buffer.from("cut");
    expect(await find([noise, header], { size: 3 })).toEqual({ next: undefined, isZero: false });
    expect(await find([noise, header], { size: 18 })).toEqual({ next: undefined, isZero: false });
    expect(await find([zeros(5), noise], { size: 5 })).toEqual({ next: undefined, isZero: true });
  });
});
