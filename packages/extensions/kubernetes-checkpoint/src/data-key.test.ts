import type { LaneKey } from "@genai-collector/component";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dataKey } from "./data-key.ts";

const key: LaneKey = { receiver: "portkey/prod", loop: "analytics", pass: "", pipeline: "metrics" };
/** https://kubernetes.io/docs/concepts/configuration/configmap/ */
const isKey = (text: string): boolean => /^[-._a-zA-Z0-9]{1,253}$/.test(text) && !text.startsWith("..");

describe("the data key of a lane", () => {
  it("can be read by a person, and tells it from every other by its hash", () => {
    expect(dataKey(key)).toMatch(/^portkey_prod_analytics__metrics\.[0-9a-f]{12}$/);
  });

  it.each(["a/b", "a b", "a:b", "..", "...", "", "☃", "\n", "x".repeat(500), "\ud800"])(
    "is one that a ConfigMap takes for names such as %j",
    (name) => {
      for (const part of ["receiver", "loop", "pass", "pipeline"])
        expect(dataKey({ ...key, [part]: name })).toSatisfy(isKey);
    },
  );

  it("differs for lanes that look alike once they are made plain, and stays for each", () => {
    const alike = ["a/b", "a b", "a:b", "a_b"].map((loop) => dataKey({ ...key, loop }));
    expect(new Set(alike.map((text) => text.split(".")[0])).size).toBe(1);
    expect(new Set(alike).size).toBe(alike.length);
    expect(dataKey({ ...key })).toBe(dataKey(key));
    const parts = [
      { ...key, loop: "a", pass: "b/c" },
      { ...key, loop: "a/b", pass: "c" },
    ];
    expect(new Set(parts.map(dataKey)).size).toBe(2);
  });

  it("is one that a ConfigMap takes, whatever the names hold", () => {
    const keys = fc.record({ receiver: fc.string(), loop: fc.string(), pass: fc.string(), pipeline: fc.string() });
    fc.assert(fc.property(keys, (each) => isKey(dataKey(each))));
  });
});
