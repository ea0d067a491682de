import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { settleWhereUnsettled } from "./settle-where-unsettled.ts";

const demand = (found: string): string =>
  'error service::pipelines::metrics::processors: receiver "portkey" hands on buckets of its loop "analytics" that may ' +
  `still change: this pipeline needs exactly one settle processor, found ${found}`;

it.each([
  ["none", ["guard"], [demand("none")]],
  ["one", ["settle", "guard"], []],
  ["two", ["settle", "settle/2"], [demand("settle, settle/2")]],
])("wants exactly one settle where an unsettled loop enters: %s", (_, processors, expected) => {
  expect(said(settleWhereUnsettled(ruleGraph({ metrics: [["portkey"], processors, ["sink"]] })))).toEqual(expected);
});

it("asks each of the receiver's own pipelines that carry the loop, and no other", () => {
  const graph = ruleGraph({
    "metrics/1": [["portkey"], ["settle"], ["forward"]],
    "metrics/2": [["portkey"], [], ["sink"]],
    "metrics/3": [["forward"], [], ["sink/2"]],
    logs: [["portkey"], [], ["sink"]],
    metrics: [["settled", "otlp"], [], ["sink"]],
  });
  expect(settleWhereUnsettled(graph).map(({ path }) => path[2])).toEqual(["metrics/2"]);
});
