import type { ComponentId, PipelineId } from "@genai-collector/component";
import type { ConfiguredPipeline } from "@genai-collector/confmap";
import type { ConfiguredGraph } from "./configured-graph.ts";
import { converts } from "./factories.ts";

/** One pipeline as its configuration names it. */
export interface PipelineShape extends ConfiguredPipeline {
  readonly id: PipelineId;
}

/** A connector leads data of `from` into `to`, which its factory supports for their signals. */
export interface Connection {
  readonly connector: ComponentId;
  readonly from: PipelineShape;
  readonly to: PipelineShape;
}

/** The pipelines and how connectors join them. */
export interface GraphShape {
  readonly pipelines: readonly PipelineShape[];
  readonly connections: readonly Connection[];
}

/** The shape of what is configured. Pairs of signals that a connector does not support are not joined. */
export function shapeOf(graph: ConfiguredGraph): GraphShape {
  const pipelines = [...graph.pipelines].map(([id, pipeline]): PipelineShape => ({ ...pipeline, id }));
  const connections = [...graph.connectors].flatMap(([connector, { factory }]) => {
    const into = pipelines.filter(({ receivers }) => receivers.includes(connector));
    return pipelines
      .filter(({ exporters }) => exporters.includes(connector))
      .flatMap((from) =>
        into.filter((to) => converts(factory, from.signal, to.signal)).map((to) => ({ connector, from, to })),
      );
  });
  return { pipelines, connections };
}
