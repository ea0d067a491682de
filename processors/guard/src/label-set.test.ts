import type { KeyValue } from "@genai-collector/pdata";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelSet } from "./label-set.ts";

const labels = (pairs: Readonly<Record<string, string>>): KeyValue[] =>
  Object.entries(pairs).map(([key, stringValue]) => ({ key, value: { stringValue } }));

describe("labelSet", () => {
  it("153: two label sets that collide in a naive signature are two", () => {
    expect(labelSet(labels({ a: "b;c=d" }))).not.toBe(labelSet(labels({ a: "b", c: "d" })));
  });

  it("is one text for one set, whatever its order; it changes nothing", () => {
    const set = fc.uniqueArray(fc.tuple(fc.string(), fc.string({ maxLength: 200 })), {
      selector: ([key]) => key,
      maxLength: 6,
    });
    fc.assert(
      fc.property(set, fc.nat(), (pairs, turn) => {
        const given = pairs.map(([key, stringValue]) => ({ key, value: { stringValue } }));
        const at = turn % Math.max(1, given.length);
        const turned = [...given.slice(at), ...given.slice(0, at)];
        const before = structuredClone(turned);
        expect(labelSet(turned)).toBe(labelSet(given));
        expect(turned).toEqual(before);
      }),
    );
  });

  it("tells types apart: 1 is not the text 1", () => {
    const one: KeyValue[] = [{ key: "a", value: { intValue: 1n } }];
    expect(labelSet(one)).not.toBe(labelSet(labels({ a: "1" })));
  });

  it("does not grow with what clients send, and still tells long sets apart", () => {
    const long = (end: string): string => labelSet(labels({ a: "x".repeat(100_000) + end }));
    expect(long("1").length).toBeLessThan(64);
    expect(long("1")).not.toBe(long("2"));
  });
});
