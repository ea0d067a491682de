import type { PipelineId } from "@genai-collector/component";
import type { Configuration, ConfiguredPipeline } from "@genai-collector/confmap";
import type { LetterHead } from "@genai-collector/extension-dead-letter/replay";

/** Where letters of one kind go in again. */
export interface ChosenPipeline {
  readonly id: PipelineId;
  readonly isGuarded: boolean;
}

type Graph = Pick<Configuration, "pipelines" | "processors">;

/**
 * The pipeline that a letter goes through again: one that its exporter stands in, and one alone, since each of them would
 * deliver it. What the letter knows decides first (the pipelines of then, and those of the receiver that polled it), then
 * which has a guard. Undefined where none leads to the exporter any more.
 */
export function choosePipeline(
  graph: Graph,
  { signal, exporter, pipelines, coverage }: Pick<LetterHead, "signal" | "exporter" | "pipelines" | "coverage">,
): ChosenPipeline | undefined {
  const all = [...graph.pipelines].filter(([, each]) => each.signal === signal && each.exporters.includes(exporter));
  const known = preferred(all, ([id]) => pipelines.includes(id));
  const polled = preferred(
    known,
    ([, { receivers }]) => coverage !== undefined && receivers.includes(coverage.receiver),
  );
  const chosen = preferred(polled, ([, pipeline]) => isGuarded(graph, pipeline))[0];
  return chosen && { id: chosen[0], isGuarded: isGuarded(graph, chosen[1]) };
}

/** Whether a processor of the pipeline takes content out. */
function isGuarded({ processors }: Graph, pipeline: ConfiguredPipeline): boolean {
  return pipeline.processors.some((id) => {
    const { factory, config } = processors.get(id)!;
    return factory.traits?.(config).guards === true;
  });
}

/** Those that fit, or all where none does. */
function preferred<T>(all: readonly T[], fits: (each: T) => boolean): readonly T[] {
  const fitting = all.filter((each) => fits(each));
  return fitting.length > 0 ? fitting : all;
}
