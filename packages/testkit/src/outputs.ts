import { fanOut, type Outputs, type PipelineOutput, type Signal } from "@genai-collector/component";

/** The heads of pipelines, by signal. */
export type OutputsBySignal = { readonly [S in Signal]?: readonly PipelineOutput<S>[] | undefined };

/** What a receiver or a connector writes to: all pipelines of a signal at once, or one by one. */
export function createOutputs(heads: OutputsBySignal): Outputs {
  const pipelines = <S extends Signal>(signal: S): readonly PipelineOutput<S>[] => heads[signal] ?? [];
  return {
    traces: heads.traces === undefined || heads.traces.length === 0 ? undefined : fanOut(heads.traces),
    metrics: heads.metrics === undefined || heads.metrics.length === 0 ? undefined : fanOut(heads.metrics),
    logs: heads.logs === undefined || heads.logs.length === 0 ? undefined : fanOut(heads.logs),
    pipelines,
  };
}
