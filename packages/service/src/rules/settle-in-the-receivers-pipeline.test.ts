import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { settleInTheReceiversPipeline } from "./settle-in-the-receivers-pipeline.ts";

it("refuses a settle behind a connector and names where it belongs", () => {
  const graph = ruleGraph({
    "metrics/in": [["portkey"], [], ["forward"]],
    "metrics/out": [["forward"], ["settle"], ["sink"]],
  });
  expect(said(settleInTheReceiversPipeline(graph))).toEqual([
    'error service::pipelines::metrics/out::processors: processor "settle" stands behind a connector; ' +
      'it belongs in the pipeline of the receiver "portkey", "metrics/in"',
  ]);
});

it("names a settle that has nothing to settle", () => {
  const graph = ruleGraph({
    logs: [["portkey"], ["settle"], ["sink"]],
    metrics: [["portkey"], ["settle"], ["sink"]],
    traces: [["otlp"], ["settle"], ["sink"]],
  });
  expect(said(settleInTheReceiversPipeline(graph))).toEqual([
    'warning service::pipelines::logs::processors: processor "settle" has nothing to settle here',
    'warning service::pipelines::traces::processors: processor "settle" has nothing to settle here',
  ]);
});
