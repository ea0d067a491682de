import type { ComponentId } from "@genai-collector/component";
import type { Finding } from "../finding.ts";
import { extensionsWhereNamed } from "../rules/extensions-where-named.ts";
import { checkRules, type RulesOutcome } from "../rules/check-rules.ts";
import { sharedStoreWithElector } from "../rules/shared-store-with-elector.ts";
import type { GraphTraits } from "./graph-traits.ts";
import { checkShape } from "./check-shape.ts";
import type { ConfiguredGraph } from "./configured-graph.ts";
import { extensionOrder } from "./extension-order.ts";
import { findCycle } from "./find-cycle.ts";
import { shapeOf, type GraphShape } from "./graph-shape.ts";
import { graphTraits } from "./graph-traits.ts";

/** What is known of a graph before anything is created. */
export interface Plan extends Omit<RulesOutcome, "findings"> {
  readonly shape: GraphShape;
  /** Extensions in the order in which they start. */
  readonly extensions: readonly ComponentId[];
  /** Extensions that run in every worker, not in the first alone. */
  readonly perWorker: ReadonlySet<ComponentId>;
  /** Processors that settle polled data. */
  readonly settles: ReadonlySet<ComponentId>;
  readonly findings: readonly Finding[];
}

/** Computes the shape and the traits of a configuration, and checks every rule over them. Creates nothing. */
export function planGraph(graph: ConfiguredGraph): Plan {
  const shape = shapeOf(graph);
  const { traits, findings: traitFindings } = graphTraits(graph, shape);
  const { findings: ruleFindings, ...rules } = applyRules(shape, traits);
  const { order, findings: extensionFindings } = extensionOrder(graph);
  const perWorker = order.filter((id) => traits.extensions.get(id)?.perWorker === true);
  const settling = [...traits.processors].filter(([, { settlesMs }]) => settlesMs !== undefined);
  return {
    ...rules,
    shape,
    extensions: order,
    perWorker: new Set(perWorker),
    settles: new Set(settling.map(([id]) => id)),
    findings: [
      ...checkShape(graph, shape),
      ...traitFindings,
      ...ruleFindings,
      ...extensionFindings,
      ...extensionsWhereNamed(graph, traits, rules.pinned),
      ...sharedStoreWithElector(graph, traits),
    ],
  };
}

/** What flows where has no answer in a ring: then the ring is all that is found. */
function applyRules(shape: GraphShape, traits: GraphTraits): RulesOutcome {
  const cycle = findCycle(shape);
  if (cycle === undefined) return checkRules(shape, traits);
  const pinned = { pipelines: new Set<string>(), components: new Set<string>() };
  return { findings: [cycle], paths: new Map(), pinned, unguarded: [] };
}
