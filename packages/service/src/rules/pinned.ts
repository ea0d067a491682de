import type { ComponentId, PipelineId } from "@genai-collector/component";
import type { RuleGraph } from "./rule-graph.ts";

/** What must run in one worker, and with it what feeds it. */
export interface Pinned {
  readonly pipelines: ReadonlySet<PipelineId>;
  /** Receivers and connectors. */
  readonly components: ReadonlySet<ComponentId>;
}

/**
 * What runs in one worker of several: polling receivers and pipelines with a stateful processor, connector or exporter.
 * A pinned pipeline pins its receivers and connectors; a pinned receiver, or connector, all its pipelines.
 */
export function pinnedParts(graph: RuleGraph): Pinned {
  const pipelines = new Set<PipelineId>(
    graph.shape.pipelines.filter((each) => isStateful(graph, each)).map(({ id }) => id),
  );
  const components = new Set<ComponentId>(
    graph.shape.pipelines
      .flatMap(({ receivers }) => receivers)
      .filter((id) => (graph.traits.receivers.get(id)?.loops ?? []).length > 0),
  );
  // To a fixed point: each round pins what the round before made necessary.
  for (let before = -1; before !== pipelines.size + components.size;) {
    before = pipelines.size + components.size;
    for (const { id, receivers, exporters } of graph.shape.pipelines) {
      const joints = [...receivers, ...exporters.filter((exporter) => graph.traits.connectors.has(exporter))];
      if (joints.some((joint) => components.has(joint))) pipelines.add(id);
      if (pipelines.has(id)) for (const joint of joints) components.add(joint);
    }
  }
  return { pipelines, components };
}

function isStateful({ traits }: RuleGraph, pipeline: RuleGraph["shape"]["pipelines"][number]): boolean {
  const states = [
    ...pipeline.processors.map((id) => traits.processors.get(id)?.state),
    ...pipeline.exporters.map((id) => (traits.connectors.get(id) ?? traits.exporters.get(id))?.state),
  ];
  return states.some((state) => state !== undefined && state !== "none");
}
