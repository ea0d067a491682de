import { errorAt, type Finding } from "../finding.ts";
import { pipelinePath, processorsOf, type RuleGraph } from "./rule-graph.ts";

/**
 * Before settle stands nothing that does more than admit or refuse whole payloads: what has not settled comes again
 * with the next poll, and would be counted, sampled or batched again.
 */
export function admissionBeforeSettle(graph: RuleGraph): readonly Finding[] {
  return graph.shape.pipelines.flatMap((pipeline) => {
    const processors = processorsOf(graph, pipeline);
    const settle = processors.findIndex(({ settlesMs }) => settlesMs !== undefined);
    return processors
      .slice(0, Math.max(settle, 0))
      .filter(({ admitsOnly }) => admitsOnly !== true)
      .map(({ id }) =>
        errorAt(
          pipelinePath(pipeline.id, "processors"),
          `processor "${id}" stands before "${processors[settle]!.id}": ` +
            "only processors that admit or refuse whole payloads may stand before settle",
        ),
      );
  });
}
