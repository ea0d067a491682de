import type { ComponentId, PipelineId } from "@genai-collector/component";
import type { GraphNode, Stage } from "./graph-node.ts";
import type { Connection } from "./graph-shape.ts";
import { topologicalOrder } from "./topological-order.ts";

/** The processors of each pipeline, and the connectors between them, in the order in which they stop. */
export function stagesOf(
  connections: readonly Connection[],
  chains: ReadonlyMap<PipelineId, readonly GraphNode[]>,
  connectors: ReadonlyMap<ComponentId, GraphNode>,
): readonly Stage[] {
  const stage = (nodes: readonly GraphNode[]): Stage & { readonly after: Stage[] } => ({ nodes, after: [] });
  const pipelines = new Map([...chains].map(([id, nodes]) => [id, stage(nodes)]));
  const joints = new Map([...connectors].map(([id, node]) => [id, stage([node])]));
  for (const { connector, from, to } of connections) {
    const joint = joints.get(connector);
    if (joint === undefined) continue; // could not be created
    joint.after.push(pipelines.get(from.id)!);
    pipelines.get(to.id)!.after.push(joint);
  }
  return topologicalOrder<Stage>([...pipelines.values(), ...joints.values()], ({ after }) => after);
}
