import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyText, parseKeyText } from "./lane-record.ts";

const key = { receiver: "r", loop: "l", pass: "", pipeline: "metrics" };

describe("keyText", () => {
  it("follows from receiver, loop, pass and pipeline alone: series may come, go and be named anew, and the lane goes on", () => {
    expect(keyText({ ...key })).toBe('["r","l","","metrics"]');
    const more = { ...key, series: ["requests", "cost"], prefix: "acme_" };
    expect(keyText(more)).toBe(keyText(key));
    for (const part of ["receiver", "loop", "pass", "pipeline"])
      expect(keyText({ ...key, [part]: "x" })).not.toBe(keyText(key));
  });

  it("is one for a key, and another for every other, whatever the names hold", () => {
    const keys = fc.record({ receiver: fc.string(), loop: fc.string(), pass: fc.string(), pipeline: fc.string() });
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const isSame = Object.entries(a).every(([name, value]) => b[name as keyof typeof b] === value);
        expect(keyText(a) === keyText(b)).toBe(isSame);
      }),
    );
    const odd = ['a","b', "a/b", "a:b", "\n", "\ud800", "__proto__", " ", "☃"];
    const texts = odd.flatMap((name) => [keyText({ ...key, loop: name }), keyText({ ...key, pass: name })]);
    expect(new Set(texts).size).toBe(2 * odd.length);
  });
});

describe("parseKeyText", () => {
  it("gives back every key", () => {
    const keys = fc.record({ receiver: fc.string(), loop: fc.string(), pass: fc.string(), pipeline: fc.string() });
    fc.assert(
      fc.property(keys, (each) => {
        expect(parseKeyText(keyText(each))).toEqual(each);
      }),
    );
  });

  it.each(["", "a", "{}", "[]", '["a","b","c"]', '["a","b","c",1]', '["a","b","c","d","e"]'])("refuses %j", (text) => {
    expect(parseKeyText(text)).toBeUndefined();
  });
});
