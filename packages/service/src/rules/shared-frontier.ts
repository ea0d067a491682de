import { warningAt, type Finding } from "../finding.ts";
import { reachedExporters } from "./reached-exporters.ts";
import { listed, pipelinePath, type RuleGraph } from "./rule-graph.ts";

/**
 * Several acknowledging exporters behind one frontier, not each with a durable queue: while one fails the frontier
 * stays, the range is polled again, and the others get it again.
 */
export function sharedFrontier(graph: RuleGraph): readonly Finding[] {
  return graph.shape.pipelines.flatMap((pipeline) => {
    if (!graph.flows.get(pipeline.id)!.arrivals.some(({ entry }) => entry === pipeline.id)) return [];
    const reached = reachedExporters(graph, pipeline.id).filter(({ acknowledges }) => acknowledges !== "pull");
    const failing = reached.filter(({ acknowledges, durable }) => acknowledges === "delivered" && durable !== true);
    if (reached.length < 2 || failing.length === 0) return [];
    const names = listed(reached.map(({ id }) => `"${id}"`));
    const culprits = listed(
      failing.map(({ id }) => `"${id}"`),
      "or",
    );
    return [
      warningAt(
        pipelinePath(pipeline.id, "exporters"),
        `exporters ${names} share one frontier: while ${culprits} fails, the others get the same range again; ` +
          "give each a durable queue, or a pipeline of its own",
      ),
    ];
  });
}
