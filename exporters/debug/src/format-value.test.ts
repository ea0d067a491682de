import type { AnyValue } from "@genai-collector/pdata";
import { describe, expect, it } from "vitest";
import { goTime, hex, pairs, plainValue, typedValue } from "./format-value.ts";

const text = (stringValue: string): AnyValue => ({ stringValue });

describe("typedValue and plainValue", () => {
  it.each<[AnyValue, string, string]>([
    [text("a b"), "Str(a b)", "a b"],
    [text(""), "Str()", ""],
    [{ intValue: 9_007_199_254_740_993n }, "Int(9007199254740993)", "9007199254740993"],
    [{ intValue: 0n }, "Int(0)", "0"],
    [{ doubleValue: 1.5 }, "Double(1.5)", "1.5"],
    [{ doubleValue: NaN }, "Double(NaN)", "NaN"],
    [{ boolValue: false }, "Bool(false)", "false"],
    [{ bytesValue: Uint8Array.from([1, 2, 255]) }, "Bytes(AQL/)", "AQL/"],
    [{}, "Empty()", ""],
    [{ arrayValue: { values: [] } }, "Slice([])", "[]"],
    [
      {
        arrayValue: {
          values: [
            text('q"'),
            { intValue: 9_007_199_254_740_993n },
            { bytesValue: Uint8Array.from([1]) },
            {},
            { boolValue: true },
          ],
        },
      },
      'Slice(["q\\"",9007199254740993,"AQ==",null,true])',
      '["q\\"",9007199254740993,"AQ==",null,true]',
    ],
    [
      {
        kvlistValue: {
          values: [
            { key: "__proto__", value: text("x") },
            { key: "a", value: { intValue: 1n } },
            { key: "a", value: { kvlistValue: { values: [] } } },
          ],
        },
      },
      'Map({"__proto__":"x","a":1,"a":{}})',
      '{"__proto__":"x","a":1,"a":{}}',
    ],
  ])("%#: shows type and value", (value, typed, plain) => {
    expect([typedValue(value), plainValue(value)]).toEqual([typed, plain]);
  });
});

describe("pairs", () => {
  it("joins keys and values", () => {
    const attributes = [
      { key: "a", value: text("1") },
      { key: "b", value: {} },
    ];
    expect([pairs(attributes), pairs(attributes, ","), pairs(undefined)]).toEqual(["a=1 b=", "a=1,b=", ""]);
  });
});

describe("goTime", () => {
  it.each([
    [1_581_452_772_000_000_321n, "2020-02-11 20:26:12.000000321 +0000 UTC"],
    [1_581_452_772_120_000_000n, "2020-02-11 20:26:12.12 +0000 UTC"],
    [1_581_452_772_000_000_000n, "2020-02-11 20:26:12 +0000 UTC"],
    [undefined, "1970-01-01 00:00:00 +0000 UTC"],
    [2n ** 64n - 1n, "2554-07-21 23:34:33.709551615 +0000 UTC"],
  ])("%s is %s", (nanos, expected) => {
    expect(goTime(nanos)).toBe(expected);
  });
});

describe("hex", () => {
  it("writes bytes in lower case, and nothing for none", () => {
    expect([hex(Uint8Array.from([0, 171, 255])), hex(undefined)]).toEqual(["00abff", ""]);
  });
});
