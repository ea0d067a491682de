import type { ComponentId, PipelineId } from "@genai-collector/component";
import { errorAt, type Finding } from "../finding.ts";
import type { Arrival } from "./flow.ts";
import { listed, pipelinePath, type RuleGraph } from "./rule-graph.ts";

interface Way extends Arrival {
  readonly last: PipelineId;
}

/** No loop reaches one exporter by two pipelines: every point would arrive twice. */
export function oneWayToEachExporter(graph: RuleGraph): readonly Finding[] {
  return [...graph.traits.exporters.keys()].flatMap((exporter) =>
    [...waysByLoop(graph, exporter).values()]
      .filter((ways) => ways.length > 1 || ways[0]!.ways > 1)
      .map((ways) => tooMany(exporter, ways)),
  );
}

function waysByLoop(graph: RuleGraph, exporter: ComponentId): ReadonlyMap<string, readonly Way[]> {
  const byLoop = new Map<string, Way[]>();
  for (const { id } of graph.shape.pipelines.filter(({ exporters }) => exporters.includes(exporter))) {
    for (const arrival of graph.flows.get(id)!.arrivals) {
      const key = JSON.stringify([arrival.receiver, arrival.loop.name]);
      byLoop.set(key, [...(byLoop.get(key) ?? []), { ...arrival, last: id }]);
    }
  }
  return byLoop;
}

function tooMany(exporter: ComponentId, ways: readonly Way[]): Finding {
  const { receiver, loop } = ways[0]!;
  const count = ways.reduce((sum, way) => sum + way.ways, 0);
  const pipelines = [...new Set(ways.map(({ last }) => `"${last}"`))];
  const by = pipelines.length === 1 ? `pipeline ${pipelines[0]}` : `pipelines ${listed(pipelines)}`;
  return errorAt(
    pipelinePath(ways.at(-1)!.last, "exporters"),
    `loop "${loop.name}" of receiver "${receiver}" reaches exporter "${exporter}" ${count} times, by ${by}: ` +
      `every point would arrive ${count} times`,
  );
}
