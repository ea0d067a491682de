import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { pushedDataGuarded, unguardedPipelines } from "./pushed-data-guarded.ts";

it("names pipelines of pushed data without guard", () => {
  const graph = ruleGraph({
    traces: [["otlp"], ["batch"], ["sink"]],
    "traces/guarded": [["otlp"], ["guard"], ["sink/2"]],
    metrics: [["portkey"], ["settle"], ["sink"]],
  });
  expect(said(pushedDataGuarded(graph))).toEqual([
    "warning service::pipelines::traces::processors: pushed data passes without a guard processor: " +
      "content is not removed",
  ]);
});

it.each([
  ["is content with a guard before the connector", ["guard"], [], []],
  ["is content with a guard behind it", [], ["guard"], ["traces"]],
  ["names both without", [], [], ["traces", "metrics"]],
])("%s", (_, before, behind, expected) => {
  const graph = ruleGraph({
    traces: [["otlp"], before, ["count"]],
    metrics: [["count"], behind, ["sink"]],
  });
  expect(unguardedPipelines(graph)).toEqual(expected);
});

it("does not ask for a guard where only polled data was aggregated", () => {
  const graph = ruleGraph({ metrics: [["portkey"], ["settle"], ["count"]], "metrics/2": [["count"], [], ["sink"]] });
  expect(unguardedPipelines(graph)).toEqual([]);
});
