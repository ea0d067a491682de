import type { ComponentId, ExporterTraits, PipelineId } from "@genai-collector/component";
import { exportersOf, type RuleGraph } from "./rule-graph.ts";

/**
 * The exporters that acknowledge what enters `start`: its own, and those behind connectors that hand data on as it is.
 * Connectors that aggregate end the acknowledgement.
 */
export function reachedExporters(
  graph: RuleGraph,
  start: PipelineId,
): readonly (ExporterTraits & { readonly id: ComponentId })[] {
  const seen = new Set([start]);
  // The set grows while it is walked.
  for (const id of seen) {
    for (const { connector, from, to } of graph.shape.connections) {
      if (from.id === id && graph.traits.connectors.get(connector)?.aggregates === false) seen.add(to.id);
    }
  }
  const pipelines = graph.shape.pipelines.filter(({ id }) => seen.has(id));
  const exporters = pipelines.flatMap((pipeline) => exportersOf(graph, pipeline));
  return [...new Map(exporters.map((exporter) => [exporter.id, exporter])).values()];
}
