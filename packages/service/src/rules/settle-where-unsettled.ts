import { errorAt, type Finding } from "../finding.ts";
import { pipelinePath, processorsOf, type RuleGraph } from "./rule-graph.ts";

/**
 * A receiver with a loop whose buckets still change has exactly one settle in each of its own pipelines that carry the
 * loop: without one nothing ever advances, and two would narrow what the first already let through.
 */
export function settleWhereUnsettled(graph: RuleGraph): readonly Finding[] {
  return graph.shape.pipelines.flatMap((pipeline) => {
    const settles = processorsOf(graph, pipeline).filter(({ settlesMs }) => settlesMs !== undefined);
    if (settles.length === 1) return [];
    const found = settles.length === 0 ? "none" : settles.map(({ id }) => id).join(", ");
    return graph.flows
      .get(pipeline.id)!
      .arrivals.filter(({ entry, loop }) => entry === pipeline.id && loop.unsettled)
      .map(({ receiver, loop }) =>
        errorAt(
          pipelinePath(pipeline.id, "processors"),
          `receiver "${receiver}" hands on buckets of its loop "${loop.name}" that may still change: ` +
            `this pipeline needs exactly one settle processor, found ${found}`,
        ),
      );
  });
}
