import { describe, expect, it } from "vitest";
import { describeLeaving, FieldCounts, fields, label, readAnswer, type LabelOptions } from "./index.ts";

function read(json: string, options?: LabelOptions): readonly [unknown, string] {
  const set = fields({ v: label("v", options) });
  const counts = new FieldCounts(set);
  const { v } = readAnswer(set, Buffer.from(json === "" ? "{}" : `{"v":${json}}`), { counts });
  return [v, Object.entries(counts.report().fields["v"]!).find(([, count]) => count === 1)![0]];
}

const aNumber = expect.any(Number) as number;

describe("label", () => {
  it.each([
    ['"billing-bot"', "billing-bot", "fits"],
    ['""', "", "fits"],
    ['"@cf/meta/llama-3"', "@cf/meta/llama-3", "fits"],
    ['"\\u0041\\/b"', "A/b", "fits"],
    [`"${"x".repeat(128)}"`, "x".repeat(128), "fits"],
    [`"${"x".repeat(129)}"`, aNumber, "fits"],
    [`"${"x".repeat(5_000)}"`, aNumber, "too_long"],
    ['"two words"', aNumber, "fits"],
    ['"a\\nb"', aNumber, "fits"],
    ['"今日の天気は何ですか"', aNumber, "fits"],
    ["42", 42, "fits"],
    ["1e999", undefined, "wrong_type"],
    ["true", undefined, "wrong_type"],
    ['["a"]', undefined, "wrong_type"],
    ["null", undefined, "null"],
    ["", undefined, "missing"],
  ])("reads %s as %s", (json, value, outcome) => {
    expect(read(json)).toEqual([value, outcome]);
  });

  it.each([
    ['"claude-x@20250101"', "claude-x@20250101"],
    ['"team"', "team"],
    ['"jane@example.org"', aNumber],
    ['"a@1@b.org"', aNumber],
    ['"@jane"', aNumber],
    ['"jane@"', aNumber],
  ])("without addresses, reads %s as %s", (json, value) => {
    expect(read(json, { addresses: false })[0]).toEqual(value);
  });

  it("tells texts that are no labels from each other, and one from itself not", () => {
    const texts = Array.from({ length: 5_000 }, (_, index) => `"question number ${index}"`);
    expect(new Set(texts.map((text) => read(text)[0])).size).toBe(5_000);
    expect(read('"two words"')).toEqual(read('"two\\u0020words"'));
  });

  it("takes a shorter limit, and none beyond 128", () => {
    expect(read('"abcd"', { maxLength: 3 })[0]).toEqual(aNumber);
    expect(() => label("v", { maxLength: 129 })).toThrow(/limit of 1 to 128/);
  });

  it("is told among what leaves", () => {
    expect(describeLeaving(fields({ model: label("ai_model") }))).toBe("these fields leave: model (label)");
  });
});
