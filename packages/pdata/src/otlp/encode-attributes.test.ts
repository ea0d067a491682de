import { describe, expect, it } from "vitest";
import type { AnyValue } from "../data.ts";
import { ReverseWriter } from "../wire/reverse-writer.ts";
import { encodeAttributes } from "./encode-common.ts";

const hex = (writer: ReverseWriter): string => Buffer.from(writer.finish()).toString("hex");

/** The attribute by the plain methods of the writer, which know no short ways. */
function plain(tag: number, key: string, writeValue: (writer: ReverseWriter) => void): string {
  const writer = new ReverseWriter();
  writer.string(18, "behind");
  const before = writer.length;
  writeValue(writer);
  writer.close(18, before);
  writer.string(10, key);
  writer.close(tag, before);
  return hex(writer);
}

function written(tag: number, key: string, value: AnyValue, capacity: number): string {
  const writer = new ReverseWriter(capacity);
  writer.string(18, "behind");
  encodeAttributes(writer, tag, [{ key, value }]);
  return hex(writer);
}

/** The text that each writer has behind the attribute. */
const behind = `1206${Buffer.from("behind").toString("hex")}`;
const lengths = [0, 1, 2, 16, 17, 31, 32, 33, 60, 90, 125, 126, 127, 128, 300];
const integers = [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455, 268_435_456].map(BigInt);
const cases: readonly (readonly [name: string, value: AnyValue, write: (writer: ReverseWriter) => void])[] = [
  ...lengths.flatMap((length) =>
    ["a", "é", "🐘"].map((letter) => {
      const text = "a".repeat(length) + (letter === "a" ? "" : letter);
      return [
        `a text: ${length} + ${letter}`,
        { stringValue: text },
        (w: ReverseWriter) => w.string(10, text),
      ] as const;
    }),
  ),
  ...[...integers, -1n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)].map(
    (number) => [`the integer ${number}`, { intValue: number }, (w: ReverseWriter) => w.int64(24, number)] as const,
  ),
  ["true", { boolValue: true }, (writer) => writer.bool(16, true)],
  ["a double", { doubleValue: 0.5 }, (writer) => writer.double(33, 0.5)],
  ["bytes", { bytesValue: new Uint8Array(40).fill(1) }, (writer) => writer.bytes(58, new Uint8Array(40).fill(1))],
  // Not well-formed, but one answer is as good as another only if it is always the same.
  ["a text before a number", { stringValue: "é", intValue: 1n }, (writer) => writer.string(10, "é")],
  ["a flag before a number", { boolValue: false, intValue: 1n }, (writer) => writer.bool(16, false)],
];

describe("an attribute", () => {
  it.each(cases)("with %s is the same on every way, whatever room there is", (_name, value, write) => {
    for (const tag of [10, 74, 122, 130]) {
      for (const key of ["k", "gen_ai.request.model", "schlüssel", "k".repeat(61), "k".repeat(62), "k".repeat(100)]) {
        const expected = plain(tag, key, write);
        for (const capacity of [4_096, 4_096, 1, 9, expected.length / 2 - 1]) {
          expect(written(tag, key, value, capacity), `tag ${tag}, ${key}, ${capacity} bytes`).toBe(expected);
        }
        for (let more = 0; more < 18; more++) {
          const capacity = expected.length / 2 + more;
          expect(written(tag, key, value, capacity), `tag ${tag}, ${key}, ${capacity} bytes`).toBe(expected);
        }
      }
    }
  });

  it("without a value is written without one, and without a key without one", () => {
    expect(written(10, "k", {}, 64)).toBe(`0a030a016b${behind}`);
    expect(written(10, "", {}, 64)).toBe(`0a00${behind}`);
    expect(written(10, "", { stringValue: "v" }, 64)).toBe(`0a0512030a0176${behind}`);
  });

  it("keeps its key whatever its value is next time", () => {
    const values: AnyValue[] = [
      { stringValue: "short" },
      { stringValue: "long".repeat(20) },
      { intValue: 5n },
      { doubleValue: 1 },
    ];
    const keys = ["a.1", "a.2", "a.3"];
    for (let round = 0; round < 20; round++) {
      for (const [index, key] of keys.entries()) {
        const text = Buffer.from(written(10, key, values[(round + index * 3) % 4]!, 4_096), "hex").toString("latin1");
        expect(text).toContain(key);
      }
    }
  });
});
