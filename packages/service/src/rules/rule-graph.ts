import type { ComponentId, ExporterTraits, PipelineId, ProcessorTraits } from "@genai-collector/component";
import type { GraphShape, PipelineShape } from "../graph/graph-shape.ts";
import type { GraphTraits } from "../graph/graph-traits.ts";
import type { Flow } from "./flow.ts";

/** What a rule looks at. */
export interface RuleGraph {
  readonly shape: GraphShape;
  readonly traits: GraphTraits;
  /** What flows into each pipeline. */
  readonly flows: ReadonlyMap<PipelineId, Flow>;
}

/** The traits of a pipeline's processors, in order. */
export function processorsOf(
  graph: RuleGraph,
  pipeline: PipelineShape,
): readonly (ProcessorTraits & { readonly id: ComponentId })[] {
  return pipeline.processors.map((id) => ({ ...graph.traits.processors.get(id), id }));
}

/** The traits of a pipeline's exporters; connectors are left out. */
export function exportersOf(
  graph: RuleGraph,
  pipeline: PipelineShape,
): readonly (ExporterTraits & { readonly id: ComponentId })[] {
  return pipeline.exporters.flatMap((id) => {
    const traits = graph.traits.exporters.get(id);
    return traits === undefined ? [] : [{ ...traits, id }];
  });
}

/** Where a finding about a pipeline points. */
export function pipelinePath(id: PipelineId, ...more: readonly string[]): readonly string[] {
  return ["service", "pipelines", id, ...more];
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[], conjunction = "and"): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${conjunction} ${names.at(-1)}`;
}
