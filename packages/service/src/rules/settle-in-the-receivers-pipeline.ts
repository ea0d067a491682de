import { errorAt, warningAt, type Finding } from "../finding.ts";
import { pipelinePath, processorsOf, type RuleGraph } from "./rule-graph.ts";

/**
 * Settle stands in the pipeline of the receiver that polls, never behind a connector: the receiver hears only from its
 * own pipelines how far they have settled. A settle that no unsettled loop meets is named, because it does nothing.
 */
export function settleInTheReceiversPipeline(graph: RuleGraph): readonly Finding[] {
  return graph.shape.pipelines.flatMap((pipeline) => {
    const settle = processorsOf(graph, pipeline).find(({ settlesMs }) => settlesMs !== undefined);
    if (settle === undefined) return [];
    const path = pipelinePath(pipeline.id, "processors");
    const unsettled = graph.flows.get(pipeline.id)!.arrivals.filter(({ loop }) => loop.unsettled);
    const behind = unsettled.find(({ entry }) => entry !== pipeline.id);
    if (behind !== undefined) {
      const place = `it belongs in the pipeline of the receiver "${behind.receiver}", "${behind.entry}"`;
      return [errorAt(path, `processor "${settle.id}" stands behind a connector; ${place}`)];
    }
    return unsettled.length > 0 ? [] : [warningAt(path, `processor "${settle.id}" has nothing to settle here`)];
  });
}
