import type { ComponentId, PipelineId, Signal } from "@genai-collector/component";

/** One pipeline as its configuration names it, every list without repetitions. */
export interface PipelineShape {
  readonly id: PipelineId;
  readonly signal: Signal;
  /** Receivers, and connectors that feed it. */
  readonly receivers: readonly ComponentId[];
  /** In the order of execution. */
  readonly processors: readonly ComponentId[];
  /** Exporters, and connectors that it ends in. */
  readonly exporters: readonly ComponentId[];
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
