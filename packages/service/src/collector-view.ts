import type {
  CollectorView,
  ComponentStatus,
  Instant,
  LedgerView,
  PipelineView,
  SpanSamples,
} from "@genai-collector/component";
import type { Plan } from "./graph/plan.ts";
import { componentStatus } from "./status/component-status-view.ts";
import type { Beats } from "./status/beats.ts";
import type { StatusBoard } from "./status/status-board.ts";
import type { BuildInfo } from "./telemetry/telemetry.ts";

/** What a view shows, beside the plan. */
export interface ViewSources {
  readonly build: BuildInfo;
  readonly startedAt: Instant;
  readonly board: StatusBoard;
  readonly beats: Beats;
  readonly configuration: () => string;
  readonly spans: SpanSamples | undefined;
  readonly ledger: () => Promise<LedgerView>;
}

/** The collector as it is shown to extensions. */
export function collectorView({ shape, extensions }: Plan, sources: ViewSources): CollectorView {
  const pipelines = shape.pipelines.map(({ id, signal, receivers, processors, exporters }): PipelineView => ({
    id,
    signal,
    receivers,
    processors,
    exporters,
  }));
  const { build, startedAt, board, beats, configuration, spans, ledger } = sources;
  return {
    build,
    startedAt,
    pipelines,
    extensions,
    configuration,
    statuses: (): readonly ComponentStatus[] =>
      board.status().components.flatMap((each) => componentStatus(each) ?? []),
    overdue: () => beats.overdue(),
    spans,
    ledger,
  };
}
