import { describe, expect, it } from "vitest";
import { FilterError, parseFilter, type FieldValue } from "./filter.ts";

type Item = Readonly<Record<string, FieldValue>>;
const item: Item = { name: "a (b), c", n: 3, tags: ["x", "y"], end: null, at: "2026-03-02T09:00:00.500000", ok: true };

const passes = (text: string): boolean =>
  parseFilter<Item>(text, Object.keys(item), (each, field) => each[field])(item);

describe("parseFilter", () => {
  it.each([
    ['eq(name, "a (b), c")', true],
    ["eq(name, 'other')", false],
    ['eq(name, "a \\"b\\"")', false],
    ["neq(end, null)", false],
    ["eq(end, null)", true],
    ["eq(ok, true)", true],
    ["gt(n, 2.5)", true],
    ["gte(n, 3)", true],
    ["lt(n, -1)", false],
    ["lte(n, 3)", true],
    ["gt(end, 1)", false],
    ['has(tags, "y")', true],
    ['has(name, "a")', false],
    ['in(name, ["a (b), c", "d"])', true],
    ["in(name, [])", false],
    ['search(name, "(b)")', true],
    ['like(name, "%b%")', true],
    ['gt(at, "2026-03-02T09:00:00Z")', true],
    ['lt(at, "2026-03-02T10:00:01+01:00")', true],
    [" and( gt(n, 1) , or(eq(n, 9), not(eq(ok, false))) ) ", true],
    ['and(gt(n, 1), eq(name, "no"))', false],
  ])("%s: %j", (text, expected) => {
    expect(passes(text)).toBe(expected);
  });

  it.each([
    ["", /expected a value at 0/],
    ["name", /a filter is a call/],
    ['"name"', /a filter is a call/],
    ["checkout-bot", /expected/],
    ["eq(name)", /eq takes a field and a value/],
    ["eq(name, n)", /eq takes a field and a value/],
    ['eq("a", "b")', /eq takes a field and a value/],
    ['eq(price, "b")', /unknown field price/],
    ['equals(name, "b")', /unknown function equals/],
    ['constructor(name, "b")', /unknown function constructor/],
    ['eq(name, "b"', /expected a value at/],
    ['eq(name "b")', /expected , or \)/],
    ['eq(name, "b") eq', /expected the end/],
    ["in(name, [1])", /expected a text/],
    ["and()", /and takes other filters/],
    ["not(eq(n, 1), eq(n, 2))", /not takes other filters/],
    [`${"not(".repeat(40)}eq(n, 1)${")".repeat(40)}`, /nested too deeply/],
  ])("%s: no filter, and why", (text, message) => {
    expect(() => passes(text)).toThrow(FilterError);
    expect(() => passes(text)).toThrow(message);
  });
});
