import { errorAt, type Finding } from "../finding.ts";
import { exportersOf, listed, pipelinePath, type RuleGraph } from "./rule-graph.ts";

/** Polled data does not end in an exporter that is scraped: a scrape shows the last bucket, and loses all before it. */
export function noPolledDataToPull(graph: RuleGraph): readonly Finding[] {
  return graph.shape.pipelines.flatMap((pipeline) => {
    const { arrivals } = graph.flows.get(pipeline.id)!;
    if (arrivals.length === 0) return [];
    const loops = listed([...new Set(arrivals.map(({ receiver, loop }) => `"${loop.name}" of "${receiver}"`))]);
    return exportersOf(graph, pipeline)
      .filter(({ acknowledges }) => acknowledges === "pull")
      .map(({ id }) =>
        errorAt(
          pipelinePath(pipeline.id, "exporters"),
          `exporter "${id}" is scraped and would show only the last bucket of the polled loops ${loops}`,
        ),
      );
  });
}
