import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { noPolledDataKept } from "./no-polled-data-kept.ts";

it("refuses polled data in a processor that keeps data beyond consume", () => {
  const graph = ruleGraph({
    logs: [["portkey"], ["guard", "keep"], ["sink"]],
    traces: [["otlp"], ["keep"], ["sink"]],
  });
  expect(said(noPolledDataKept(graph))).toEqual([
    'error service::pipelines::logs::processors: processor "keep" keeps data after it has acknowledged it; ' +
      'polled data (loop "logs" of receiver "portkey") would be lost with the process',
  ]);
});
