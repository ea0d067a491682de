import { expect, it } from "vitest";
import { ruleGraph, said } from "../../test/rule-graph.ts";
import { durableQueueWithElector } from "./durable-queue-with-elector.ts";

const pipelines = {
  metrics: [["portkey"], ["settle"], ["durable", "sink"]],
  traces: [["otlp"], [], ["durable"]],
} as const;

it("warns of a durable queue behind polled data when a leader is elected", () => {
  expect(said(durableQueueWithElector(ruleGraph(pipelines, { elects: true })))).toEqual([
    'warning service::pipelines::metrics::exporters: exporter "durable" has a durable queue of this replica, while a ' +
      "leader elector moves polling between replicas: after a failover the old leader's queue is sent late and out of order",
  ]);
});

it("is silent without an elector", () => {
  expect(durableQueueWithElector(ruleGraph(pipelines))).toEqual([]);
});
