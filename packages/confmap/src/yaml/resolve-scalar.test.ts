import { describe, expect, it } from "vitest";
import { resolveScalar } from "./resolve-scalar.ts";

describe("resolveScalar", () => {
  it.each([
    ["", null],
    ["~", null],
    ["null", null],
    ["Null", null],
    ["true", true],
    ["TRUE", true],
    ["False", false],
    ["0", 0],
    ["-1", -1],
    ["+12", 12],
    ["1_000", 1_000],
    ["0123", 83],
    ["-0123", -83],
    ["0o17", 15],
    ["0xFf", 255],
    ["0b101", 5],
    ["089", 89],
    ["1.5", 1.5],
    [".5", 0.5],
    ["1.", 1],
    ["1e3", 1_000],
    ["-1.5E-2", -0.015],
    [".inf", Number.POSITIVE_INFINITY],
    ["-.Inf", Number.NEGATIVE_INFINITY],
    [".NaN", Number.NaN],
  ])("reads %j as the YAML library of otelcol does", (text, value) => {
    expect(resolveScalar(text)).toBe(value);
  });

  it.each([
    "yes",
    "on",
    "no",
    "t",
    "nUll",
    "1d",
    "0x",
    "0b2",
    "1.2.3",
    "1:30",
    "2001-12-14",
    "_1",
    "+",
    "-",
    ".",
    "e3",
    "0xZ",
    "1e",
  ])("takes %j for a text", (text) => {
    expect(resolveScalar(text)).toBe(text);
  });

  it("takes what is longer than any number for a text, at once", () => {
    const digits = "1".repeat(1_000_000);
    expect(resolveScalar(digits)).toBe(digits);
  });
});
