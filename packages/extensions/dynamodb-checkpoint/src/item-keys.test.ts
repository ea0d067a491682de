import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexPk, lanePk } from "./item-keys.ts";

const key = { receiver: "portkey", loop: "analytics", pass: "", pipeline: "metrics" };

describe("partition keys", () => {
  it("begin with the prefix, and can be read by a person", () => {
    expect(lanePk("acme/", key)).toBe('acme/ckpt#["portkey","analytics","","metrics"]');
    expect(indexPk("acme/", "portkey")).toBe("acme/ckptidx#portkey");
    expect(indexPk("acme/", undefined)).toBe("acme/ckptidx");
  });

  it("tell long names apart, and have at most 2048 bytes", () => {
    const long = ["a", "b"].map((end) => lanePk("p/", { ...key, pass: `${"☃".repeat(3_000)}${end}` }));
    expect(new Set(long).size).toBe(2);
    for (const pk of long) expect(Buffer.byteLength(pk)).toBeLessThan(2_048);
    expect(Buffer.byteLength(indexPk("p/", "☃".repeat(3_000)))).toBeLessThan(2_048);
  });

  it("are one for a lane, and another for every other", () => {
    const keys = fc.record({ receiver: fc.string(), loop: fc.string(), pass: fc.string(), pipeline: fc.string() });
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const isSame = Object.entries(a).every(([name, value]) => b[name as keyof typeof b] === value);
        return (lanePk("", a) === lanePk("", b)) === isSame;
      }),
    );
  });
});
