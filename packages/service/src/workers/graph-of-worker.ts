import type { ConfiguredGraph } from "../graph/configured-graph.ts";
import type { Pinned } from "../rules/pinned.ts";

/** What a worker runs of a configuration: the first all of it, the others what is not pinned to the first. */
export function graphOfWorker<G extends ConfiguredGraph>(graph: G, pinned: Pinned, index: number): G {
  if (index === 0) return graph;
  const pipelines = new Map([...graph.pipelines].filter(([id]) => !pinned.pipelines.has(id)));
  const serviceExtensions = graph.serviceExtensions.filter((id) => {
    const { factory, config } = graph.extensions.get(id)!;
    return factory.traits?.(config).perWorker === true;
  });
  return { ...graph, pipelines, serviceExtensions };
}
