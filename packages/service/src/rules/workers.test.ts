import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { workersSupported } from "./workers.ts";

const pipelines = { traces: [["otlp"], ["keep"], ["sink"]], metrics: [["portkey"], ["settle"], ["sink"]] } as const;

it("refuses several workers, and names the pushed receivers that state pins to one", () => {
  expect(said(workersSupported(ruleGraph(pipelines, { workers: 4 })))).toEqual([
    "error service::workers: 4 workers are not supported by this build: run one worker a process, and several processes",
    "warning receivers::otlp: runs in one worker of 4: a pipeline that it feeds keeps state",
  ]);
});

it("has nothing to say about one worker", () => {
  expect(workersSupported(ruleGraph(pipelines))).toEqual([]);
});
