import { describe, expect, it } from "vitest";
import type { AnyValue } from "../data.ts";
import { Reader } from "../wire/reader.ts";
import { WireError } from "../wire/wire-error.ts";
import { decodeKeyValue } from "./decode-common.ts";

const message = (number: number, ...content: readonly number[]): number[] => [
  number * 8 + 2,
  content.length,
  ...content,
];
const text = (content: string): number[] => message(1, ...new TextEncoder().encode(content));
const int = (value: number): number[] => [24, value];
const list = (...values: readonly (readonly number[])[]): number[] =>
  message(5, ...values.flatMap((value) => message(1, ...value)));
const pairs = (...keys: readonly string[]): number[] => message(6, ...keys.flatMap((key) => message(1, ...text(key))));
const unknown = [0x78, 7];

function decoded(...pair: readonly number[]): { key: string; value: AnyValue } {
  // What stands behind the pair is not a part of it.
  const bytes = new Uint8Array([...pair, ...message(2, ...text("not this"))]);
  const reader = new Reader(bytes);
  const { key, value } = decodeKeyValue(reader, pair.length);
  expect(reader.pos).toBe(pair.length);
  return { key, value: Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) };
}

const value = (...members: readonly number[]): { key: string; value: AnyValue } =>
  decoded(...text("k"), ...message(2, ...members));

describe("a value", () => {
  it.each<[string, number[], object]>([
    ["a text", text("v"), { stringValue: "v" }],
    ["an empty text", text(""), { stringValue: "" }],
    ["an integer", int(5), { intValue: 5n }],
    ["a negative integer", [24, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], { intValue: -1n }],
    ["nothing", [], {}],
    ["an integer and then a text", [...int(5), ...text("v")], { stringValue: "v" }],
    ["a text and then an integer", [...text("v"), ...int(5)], { intValue: 5n }],
    ["a text and then another", [...text("v"), ...text("w")], { stringValue: "w" }],
    ["an integer and then a flag", [...int(5), 16, 1], { boolValue: true }],
    ["a text and then what nobody knows", [...text("v"), ...unknown], { stringValue: "v" }],
    ["an integer and then what nobody knows", [...int(5), ...unknown], { intValue: 5n }],
    ["what nobody knows and then an integer", [...unknown, ...int(5)], { intValue: 5n }],
    ["a list and then a text", [...list(int(1)), ...text("v")], { stringValue: "v" }],
    ["bytes and then a double", [58, 1, 9, 33, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f], { doubleValue: 0.5 }],
  ])("that says %s is the last member on the wire", (_what, members, expected) => {
    expect(value(...members)).toEqual({ key: "k", value: expected });
  });

  it("that is a list in two parts is one list", () => {
    const { arrayValue } = value(...list(int(1)), ...list(int(2), int(3))).value;
    expect(arrayValue!.values.map(({ intValue }) => intValue)).toEqual([1n, 2n, 3n]);
    expect(value(...pairs("a"), ...pairs("b", "c")).value.kvlistValue!.values.map(({ key }) => key)).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  it("that is a list again after something else begins anew", () => {
    const { arrayValue } = value(...list(int(1)), ...text("v"), ...list(int(2))).value;
    expect(arrayValue!.values.map(({ intValue }) => intValue)).toEqual([2n]);
  });
});

describe("an attribute", () => {
  it.each<[string, number[], string, object]>([
    ["has the last of its keys", [...text("a"), ...text("b"), ...message(2, ...int(1))], "b", { intValue: 1n }],
    ["may have its key last", [...message(2, ...text("v")), ...text("a")], "a", { stringValue: "v" }],
    [
      "may have a key behind a key and a value",
      [...text("a"), ...message(2, ...int(1)), ...text("b")],
      "b",
      { intValue: 1n },
    ],
    [
      "puts a value in two parts together",
      [...text("a"), ...message(2, ...int(1)), ...message(2, ...text("v"))],
      "a",
      { stringValue: "v" },
    ],
    [
      "keeps a value when its second part is empty",
      [...text("a"), ...message(2, ...int(1)), ...message(2)],
      "a",
      { intValue: 1n },
    ],
    ["may have no key", message(2, ...text("v")), "", { stringValue: "v" }],
    ["may have no value", text("a"), "a", {}],
    ["may have nothing", [], "", {}],
    [
      "may have what nobody knows",
      [...unknown, ...text("a"), ...unknown, ...message(2, ...int(1)), ...unknown],
      "a",
      { intValue: 1n },
    ],
  ])("%s", (_what, pair, key, expected) => {
    expect(decoded(...pair)).toEqual({ key, value: expected });
  });
});

describe("a value that is not what its lengths say", () => {
  it.each<[string, number[]]>([
    ["a text that reaches out of its value", [...text("k"), 18, 2, 10, 1, 0x76]],
    ["an integer that reaches out of its value", [...text("k"), 18, 1, 24, 5]],
    ["an integer that ends early", [...text("k"), 18, 2, 24, 0x85]],
    ["a value that reaches out of its attribute", [...text("k"), 18, 4, 10, 1, 0x76]],
    ["a text that reaches out of its attribute", [...text("k"), 18, 3, 10, 2, 0x76]],
    ["a key that reaches out of its attribute", [10, 9, 0x6b]],
  ])("is refused: %s", (_what, pair) => {
    const bytes = new Uint8Array([...pair, ...message(2, ...text("not this"))]);
    expect(() => decodeKeyValue(new Reader(bytes), pair.length)).toThrow(WireError);
  });
});
