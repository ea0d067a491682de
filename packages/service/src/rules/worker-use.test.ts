import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { workerUse } from "./worker-use.ts";

const pinned = { traces: [["otlp"], ["keep"], ["sink"]], metrics: [["portkey"], ["settle"], ["sink"]] } as const;
const mixed = { ...pinned, logs: [["otlp/logs"], [], ["sink"]] } as const;

it("names the pushed receivers that state pins to one worker", () => {
  expect(said(workerUse(ruleGraph(mixed, { workers: 4 })))).toEqual([
    "warning receivers::otlp: runs in one worker of 4: a pipeline that it feeds keeps state or polls",
  ]);
});

it("says when several workers have nothing to share", () => {
  expect(said(workerUse(ruleGraph(pinned, { workers: 4 })))).toEqual([
    "warning service::workers: changes nothing: everything polls or keeps state, and runs in one worker",
  ]);
});

it("has nothing to say about one worker", () => {
  expect(workerUse(ruleGraph(pinned))).toEqual([]);
});
