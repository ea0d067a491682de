import type { PathTraits, PipelineId } from "@genai-collector/component";
import { reachedExporters } from "./reached-exporters.ts";
import { processorsOf, type RuleGraph } from "./rule-graph.ts";

/** What components are told of each pipeline. */
export function pathTraits(graph: RuleGraph): ReadonlyMap<PipelineId, PathTraits> {
  return new Map(
    graph.shape.pipelines.map((pipeline) => {
      const { arrivals, pushed } = graph.flows.get(pipeline.id)!;
      const path: PathTraits = {
        pipeline: pipeline.id,
        signal: pipeline.signal,
        loops: arrivals.map(({ receiver, loop }) => ({ ...loop, receiver })),
        pushed,
        settlesMs: processorsOf(graph, pipeline).find(({ settlesMs }) => settlesMs !== undefined)?.settlesMs,
        exporters: reachedExporters(graph, pipeline.id),
      };
      return [pipeline.id, path];
    }),
  );
}
