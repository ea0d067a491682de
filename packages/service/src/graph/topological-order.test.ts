import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topologicalOrder } from "./topological-order.ts";

const order = (nodes: string, edges: Readonly<Record<string, string>>): string =>
  topologicalOrder(nodes.split(""), (node) => edges[node] ?? "").join("");

describe("topologicalOrder", () => {
  it.each([
    ["abc", {}, "abc"],
    ["abc", { a: "c" }, "bca"],
    ["abcd", { a: "bc", b: "d", c: "d" }, "dbca"],
    ["abc", { a: "a" }, "abc"],
    ["abc", { a: "b", b: "a" }, "cab"],
  ])("orders %s with %j as %s", (nodes, edges, expected) => {
    expect(order(nodes, edges)).toBe(expected);
  });

  it("puts everything behind what it depends on, whatever the acyclic graph", () => {
    const size = 12;
    const edges = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 30 });
    const given = fc.shuffledSubarray([...Array(size).keys()], { minLength: size });
    fc.assert(
      fc.property(edges, given, (pairs, nodes) => {
        // A smaller number never depends on a larger one: no cycles.
        const before = (node: number): number[] => pairs.filter(([a, b]) => a > b && a === node).map(([, b]) => b);
        const place = new Map(topologicalOrder(nodes, before).map((node, index) => [node, index]));
        expect(place.size).toBe(size);
        for (const [a, b] of pairs) if (a > b) expect(place.get(a)).toBeGreaterThan(place.get(b)!);
      }),
    );
  });
});
