import { checkpointStore, leaderElector, type ExtensionTraits } from "@genai-collector/component";
import { extensionId, map, optional } from "@genai-collector/config/schema";
import { expect, it } from "vitest";
import { configure, type GraphDescription } from "../../test/configure.ts";
import { FakeComponents } from "../../test/fake-components.ts";
import { said } from "../../test/rule-graph.ts";
import { planGraph } from "../graph/plan.ts";

const fake = new FakeComponents();
const config = map({
  checkpoint: extensionId(checkpointStore, { doc: "A store." }),
  leader_elector: optional(extensionId(leaderElector, { doc: "An elector." })),
});
const polling = { ...fake.receiver(), config };
const store = (traits: ExtensionTraits) => ({ ...fake.extension(), traits: () => traits });

const described = (shared: boolean | undefined, named: object, receiver = "portkey"): GraphDescription => ({
  receivers: { [receiver]: polling },
  exporters: { sink: fake.exporter() },
  extensions: { store: store(shared === undefined ? {} : { shared }), lease: fake.extension() },
  pipelines: { traces: [["portkey"], [], ["sink"]] },
  configs: { [receiver]: named },
});

const findings = (description: GraphDescription) =>
  said(planGraph(configure(description)).findings).filter((each) => each.includes("moves polling"));

const both = { checkpoint: "store", leader_elector: "lease" };

it("refuses a store of one replica where a leader is elected, and says what to do", () => {
  expect(findings(described(false, both))).toEqual([
    'error receivers::portkey::checkpoint: "store" keeps the frontiers of this replica alone, while "lease" moves ' +
      "polling between replicas: after each change of leaders the new one would deliver again what the last one has " +
      "delivered. Use a store that all replicas share, or no elector",
  ]);
});

it.each<[string, GraphDescription]>([
  ["a store that replicas share", described(true, both)],
  ["a store that does not say", described(undefined, both)],
  ["a receiver without an elector", described(false, { checkpoint: "store" })],
  ["a receiver that stands in no pipeline", described(false, both, "other")],
])("has nothing to say about %s", (_what, description) => {
  expect(findings(description)).toEqual([]);
});
