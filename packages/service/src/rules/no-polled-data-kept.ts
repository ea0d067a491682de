import { errorAt, type Finding } from "../finding.ts";
import { pipelinePath, processorsOf, type RuleGraph } from "./rule-graph.ts";

/**
 * Polled data passes no processor that keeps data beyond `consume` whatever it was asked (tail sampling): the frontier
 * would advance over what is only in memory.
 */
export function noPolledDataKept(graph: RuleGraph): readonly Finding[] {
  return graph.shape.pipelines.flatMap((pipeline) => {
    const polled = graph.flows.get(pipeline.id)!.arrivals[0];
    if (polled === undefined) return [];
    return processorsOf(graph, pipeline)
      .filter(({ acknowledges }) => acknowledges === "accepted")
      .map(({ id }) =>
        errorAt(
          pipelinePath(pipeline.id, "processors"),
          `processor "${id}" keeps data after it has acknowledged it; ` +
            `polled data (loop "${polled.loop.name}" of receiver "${polled.receiver}") would be lost with the process`,
        ),
      );
  });
}
