import { expect, it } from "vitest";
import { configure } from "../../test/configure.ts";
import { FakeComponents } from "../../test/fake-components.ts";
import { loop } from "../../test/rule-graph.ts";
import { planGraph } from "../graph/plan.ts";
import { graphOfWorker } from "./graph-of-worker.ts";

const fake = new FakeComponents();
const graph = configure({
  receivers: { otlp: fake.receiver(), portkey: fake.receiver({ loops: [loop("l")] }) },
  exporters: { sink: fake.exporter(), page: fake.exporter({ acknowledges: "pull", state: "single" }) },
  extensions: { once: fake.extension(), each: { ...fake.extension(), traits: () => ({ perWorker: true }) } },
  pipelines: {
    traces: [["otlp"], [], ["sink"]],
    logs: [["portkey"], [], ["sink"]],
    metrics: [["portkey"], [], ["page"]],
  },
  workers: 3,
});
const plan = planGraph(graph);

it("the first worker runs everything", () => {
  expect(graphOfWorker(graph, plan, 0)).toBe(graph);
});

it.each([1, 2])("worker %i runs what is neither polled nor stateful, and the extensions of every worker", (index) => {
  const { pipelines, serviceExtensions, ...rest } = graphOfWorker(graph, plan, index);
  expect([[...pipelines.keys()], serviceExtensions]).toEqual([["traces"], ["each"]]);
  expect(rest).toEqual({ ...graph, pipelines: undefined, serviceExtensions: undefined });
});
