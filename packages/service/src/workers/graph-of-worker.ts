import type { ConfiguredGraph } from "../graph/configured-graph.ts";
import type { Plan } from "../graph/plan.ts";

/** What a worker runs of a configuration: the first all of it, the others what is not for the first alone. */
export function graphOfWorker<G extends ConfiguredGraph>(
  graph: G,
  { pinned, perWorker }: Pick<Plan, "pinned" | "perWorker">,
  index: number,
): G {
  if (index === 0) return graph;
  return {
    ...graph,
    pipelines: new Map([...graph.pipelines].filter(([id]) => !pinned.pipelines.has(id))),
    serviceExtensions: graph.serviceExtensions.filter((id) => perWorker.has(id)),
  };
}
