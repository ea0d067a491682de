import { describe, expect, it } from "vitest";
import { boundsFor } from "./histogram-bounds.ts";

describe("the bounds of a histogram", () => {
  it("25 s vendor request: lands in a finite bucket", () => {
    const index = boundsFor("s").findIndex((bound) => bound >= 25);
    expect(boundsFor("s")[index]).toBe(30);
    expect(boundsFor("ms")[index]).toBe(30_000);
  });

  it.each(["s", "ms", "By", "{item}", ""])("rise, whatever the unit: %s", (unit) => {
    const bounds = boundsFor(unit);
    expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
    expect(new Set(bounds).size).toBe(bounds.length);
  });
});
