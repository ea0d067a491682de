import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { componentIdPattern, formatComponentId, parseComponentId } from "./component-id.ts";

describe("parseComponentId", () => {
  it.each([
    ["otlp", "otlp", undefined],
    ["otlp/a/b", "otlp", "a/b"],
    [" otlp / x ", "otlp", "x"],
    ["otlp/ä.日-1_", "otlp", "ä.日-1_"],
    ["a".repeat(63), "a".repeat(63), undefined],
    [`x/${"n".repeat(1024)}`, "x", "n".repeat(1024)],
  ])("takes %j apart at the first slash", (text, type, name) => {
    expect(parseComponentId(text)).toEqual({ type, name });
  });

  it.each([
    ["", "an ID must not be empty"],
    ["  ", "an ID must not be empty"],
    ["/x", 'in "/x", the part before / must not be empty'],
    ["x/", 'in "x/", the part after / must not be empty'],
    ["a-b", 'the type "a-b" may hold letters, digits and _ only, and begins with a letter'],
    ["1a", 'the type "1a" may hold letters, digits and _ only, and begins with a letter'],
    ["a".repeat(64), `the type "${"a".repeat(20)}…" is longer than 63 characters`],
    ["x/a b", 'the name "a b" must not hold blanks, control characters or symbols'],
    ["x/a+b", 'the name "a+b" must not hold blanks, control characters or symbols'],
    [`x/${"é".repeat(513)}`, `the name of "x/${"é".repeat(18)}…" is longer than 1024 bytes`],
  ])("says what is wrong with %j", (text, problem) => {
    expect(parseComponentId(text)).toEqual({ problem });
  });

  it("agrees with the pattern that editors are given, save for lengths of names", () => {
    const pattern = new RegExp(componentIdPattern, "u");
    const characters = fc.constantFrom("a", "Z", "0", "_", "/", " ", "-", "+", ".", "\t", "é", "\u0000");
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
        const parts = parseComponentId(text);
        expect(pattern.test(text)).toBe(!("problem" in parts));
        if (!("problem" in parts)) expect(parseComponentId(formatComponentId(parts))).toEqual(parts);
      }),
    );
  });
});
