import { warningAt, type Finding } from "../finding.ts";
import { reachedExporters } from "./reached-exporters.ts";
import { pipelinePath, type RuleGraph } from "./rule-graph.ts";

/** A durable queue belongs to one replica, the frontier to all: after a failover the old leader's queue is sent late. */
export function durableQueueWithElector(graph: RuleGraph): readonly Finding[] {
  if (!graph.traits.elects) return [];
  return graph.shape.pipelines.flatMap((pipeline) => {
    if (!graph.flows.get(pipeline.id)!.arrivals.some(({ entry }) => entry === pipeline.id)) return [];
    return reachedExporters(graph, pipeline.id)
      .filter(({ durable }) => durable === true)
      .map(({ id }) =>
        warningAt(
          pipelinePath(pipeline.id, "exporters"),
          `exporter "${id}" has a durable queue of this replica, while a leader elector moves polling between replicas: ` +
            "after a failover the old leader's queue is sent late and out of order",
        ),
      );
  });
}
