import { capability, type ExtensionTraits } from "@genai-collector/component";
import { extensionId, map } from "@genai-collector/config/schema";
import { expect, it } from "vitest";
import { configure, type GraphDescription } from "../../test/configure.ts";
import { FakeComponents } from "../../test/fake-components.ts";
import { loop, said } from "../../test/rule-graph.ts";
import { planGraph } from "../graph/plan.ts";

const fake = new FakeComponents();
const config = map({ needs: extensionId(capability("store/1"), { doc: "A store." }) });
const extension = (traits: ExtensionTraits) => ({ ...fake.extension(), traits: () => traits });

const names = { needs: "store" };
const pushed: GraphDescription = {
  receivers: { otlp: { ...fake.receiver(), config } },
  processors: { guard: { ...fake.processor({ guards: true }), config } },
  exporters: { sink: { ...fake.exporter(), config } },
  extensions: { store: extension({}), "each/1": { ...extension({ perWorker: true }), config } },
  pipelines: { traces: [["otlp"], ["guard"], ["sink"]] },
  configs: { otlp: names, guard: names, sink: names, "each/1": names },
  workers: 2,
};

const errors = (description: GraphDescription) =>
  said(planGraph(configure(description)).findings.filter(({ level }) => level === "error"));

it("names each key by which something in every worker names an extension of the first one", () => {
  const why = (id: string) =>
    `names extension "store", which runs in the first of 2 workers alone, while "${id}" runs in each of them`;
  expect(errors(pushed)).toEqual([
    `error receivers::otlp::needs: ${why("otlp")}`,
    `error processors::guard::needs: ${why("guard")}`,
    `error exporters::sink::needs: ${why("sink")}`,
    `error extensions::each/1::needs: ${why("each/1")}`,
  ]);
});

it.each<[string, GraphDescription]>([
  ["one worker", { ...pushed, workers: 1 }],
  [
    "an extension of every worker",
    { ...pushed, extensions: { ...pushed.extensions, store: extension({ perWorker: true }) } },
  ],
  [
    "what is pinned to the first worker",
    {
      ...pushed,
      receivers: { otlp: { ...fake.receiver({ loops: [loop("l", { signal: "traces" })] }), config } },
      extensions: { store: extension({}) },
    },
  ],
  ["what does not run", { ...pushed, pipelines: {}, extensions: { store: extension({}) } }],
])("has nothing to say about %s", (_what, description) => {
  expect(errors(description).filter((each) => each.includes("names extension"))).toEqual([]);
});

it("a trait that cannot be told is an error at the extension", () => {
  const broken = {
    ...fake.extension(),
    traits: () => {
      throw new Error("broken");
    },
  };
  expect(errors({ ...pushed, extensions: { store: broken }, configs: {} })).toEqual([
    "error extensions::store: cannot tell the traits of this configuration: broken",
  ]);
});
