import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanText, type Escapes } from "./scan-text.ts";

const show = (text: string, escapes: Escapes = "all"): string | undefined =>
  scanText(text, escapes)
    ?.map((segment) =>
      segment.kind === "text"
        ? segment.text
        : `<${segment.head}${segment.fallback === undefined ? "" : `|${segment.fallback}`}>`,
    )
    .join("");

describe("scanText", () => {
  it.each([
    ["plain", "plain"],
    ["$NAME", "$NAME"],
    ["a$", "a$"],
    ["$$", "$"],
    ["$$X", "$X"],
    ["$${A}", "${A}"],
    ["$$${A}", "$<A>"],
    ["$$$${A}", "$${A}"],
    ["$${A} ${B}", "${A} <B>"],
    ["${A}${B}", "<A><B>"],
    ["a-${env:X}-b", "a-<env:X>-b"],
    ["${env:X:-d}", "<env:X|d>"],
    ["${env:X:-}", "<env:X|>"],
    ["${env:X:-a:-b}", "<env:X|a:-b>"],
    ["${env:X:-{a: 1}}", "<env:X|{a: 1}>"],
    ["${env:${Y}}", "<env:${Y}>"],
    ["${env:${Y:-y}:-d}", "<env:${Y:-y}|d>"],
    ["${env:X:-${env:Y:-z}}", "<env:X|${env:Y:-z}>"],
    ["${env:X:-a$$}b}", "<env:X|a$$>b}"],
    ["}${A}{", "}<A>{"],
    ["${}", "<>"],
  ])("takes %j apart as %j", (text, shown) => {
    expect(show(text)).toBe(shown);
  });

  it("keeps double dollar signs of what a reference brought, save before a brace", () => {
    expect(show("pa$$word", "references")).toBe("pa$$word");
    expect(show("$${A} ${B}", "references")).toBe("${A} <B>");
  });

  it.each(["${", "${A", "a ${env:X", "${env:${Y}", "${env:X:-{a}"])("finds no end in %j", (text) => {
    expect(show(text)).toBeUndefined();
  });

  it("gives back any text whose dollar signs are doubled", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "a", ":", "-") }), (text) => {
        expect(show(text.replaceAll("$", "$$$$"))).toBe(text);
      }),
    );
  });
});
