import type { Component, ComponentId, Provided } from "@genai-collector/component";
import { errorAt, type Finding } from "../finding.ts";
import { errorMessage } from "../logging/error-fields.ts";
import type { ConfiguredGraph } from "./configured-graph.ts";
import type { Equip } from "./graph-builder.ts";
import type { GraphNode } from "./graph-node.ts";

/** The created extensions in the order in which they start, and what they provide. */
export interface CreatedExtensions {
  readonly nodes: readonly GraphNode[];
  readonly provided: ReadonlyMap<ComponentId, readonly Provided[]>;
  readonly findings: readonly Finding[];
}

/** Creates the extensions of `order`. What could not be created is among the findings. */
export function createExtensions(
  graph: ConfiguredGraph,
  order: readonly ComponentId[],
  equip: Equip,
): CreatedExtensions {
  const nodes: GraphNode[] = [];
  const provided = new Map<ComponentId, readonly Provided[]>();
  const findings: Finding[] = [];
  for (const id of order) {
    const { factory, config } = graph.extensions.get(id)!;
    const instance = { id, kind: "extension", factory, pipelines: [] } as const;
    try {
      const { settings, status } = equip(instance);
      const component: Partial<Component> & { readonly provided?: readonly Provided[] } = factory.create(
        settings,
        config,
      );
      nodes.push({ instance, component, status });
      provided.set(id, component.provided ?? []);
    } catch (error) {
      findings.push(errorAt(["extensions", id], `failed to create extension "${id}": ${errorMessage(error)}`));
    }
  }
  return { nodes, provided, findings };
}
