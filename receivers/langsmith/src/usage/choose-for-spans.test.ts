import { describe, expect, it } from "vitest";
import type { BilledProject } from "../projects/project-fields.ts";
import { chooseForSpans } from "./choose-for-spans.ts";

const project = (id: string, run_count: number | undefined): BilledProject => ({
  id,
  name: undefined,
  run_count,
  trace_tier: undefined,
});
const busy = ["a", "b", "c"].map((id) => project(id, 5));
const idle = ["x", "y", "z"].map((id) => project(id, 0));

describe("whose spans are counted", () => {
  it("is everyone, where the budget reaches", () => {
    expect(chooseForSpans([...idle, ...busy], 6, 0)).toEqual(["a", "b", "c", "x", "y", "z"]);
  });

  it.each([
    [0, ["a", "b", "c", "x"]],
    [1, ["b", "c", "a", "y"]],
    [2, ["c", "a", "b", "z"]],
    [3, ["a", "b", "c", "x"]],
  ])("in turn %i of four requests, are those with traces and one of the others", (turn, chosen) => {
    expect(chooseForSpans([...idle, ...busy], 4, turn)).toEqual(chosen);
  });

  it("comes round where even those with traces are too many", () => {
    const turns = [0, 1, 2].map((turn) => chooseForSpans([...busy, ...idle], 2, turn));
    expect(turns).toEqual([
      ["a", "b"],
      ["c", "a"],
      ["b", "c"],
    ]);
  });

  it("takes a project that does not tell its traces for a busy one", () => {
    expect(chooseForSpans([project("a", 0), project("b", undefined)], 1, 0)).toEqual(["b"]);
  });

  it("is nobody, where there is nobody", () => {
    expect(chooseForSpans([], 5, 3)).toEqual([]);
  });
});
