import type { PipelineId } from "@genai-collector/component";
import type { GraphShape, PipelineShape } from "./graph-shape.ts";

/**
 * The pipelines so that each stands before those that its connectors feed; otherwise in the order of the configuration.
 * The shape has no cycle (`findCycle` has looked).
 */
export function pipelineOrder(shape: GraphShape): readonly PipelineShape[] {
  const waiting = new Map<PipelineId, number>(shape.pipelines.map(({ id }) => [id, 0]));
  for (const { to } of shape.connections) waiting.set(to.id, waiting.get(to.id)! + 1);
  const ordered = shape.pipelines.filter(({ id }) => waiting.get(id) === 0);
  // The list grows while it is walked: each pipeline releases those that waited for it alone.
  for (const pipeline of ordered) {
    for (const { to } of shape.connections.filter(({ from }) => from.id === pipeline.id)) {
      const left = waiting.get(to.id)! - 1;
      waiting.set(to.id, left);
      if (left === 0) ordered.push(to);
    }
  }
  return ordered;
}
