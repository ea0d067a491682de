import { describe, expect, it } from "vitest";
import { parsePage, sumOf } from "./metrics-page.ts";

describe("parsePage", () => {
  it("reads samples with and without labels, and passes comments over", () => {
    const samples = parsePage('# HELP a b\na{x="1",y="two words"} 3\na{x="2"} 4\nb 5.5\n');
    expect(samples).toHaveLength(3);
    expect([sumOf(samples, "a"), sumOf(samples, "a", { x: "2" }), sumOf(samples, "b"), sumOf(samples, "c")]).toEqual([
      7, 4, 5.5, 0,
    ]);
  });
});
