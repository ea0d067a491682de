import type { OwnCounts } from "./own-counts.ts";
import type { SimulatedSink } from "./simulated-sink.ts";
import type { Report } from "./violations.ts";

/** A process that is no more, and what it counted for one sink. */
export interface EndedProcess {
  readonly exporter: string;
  readonly counts: OwnCounts;
  readonly life: number;
}

/** Behind a queue on disk, what a sink will never take is no gap of the checkpoint: the exporter counts it. */
export function compareGaps(
  sink: SimulatedSink,
  { exporter, counts, life }: EndedProcess,
  report: Report<"every gap is a number">,
): void {
  const counted = counts.sum("otelcol_exporter_send_failed_metric_points", { exporter });
  const { points: told, perhaps } = sink.toldTo(life);
  const isAtRest = counts.sum("otelcol_exporter_in_flight_requests", { exporter, data_type: "metrics" }) === 0;
  if (counted >= (isAtRest ? told : 0) && counted <= told + perhaps) return;
  const what = `${told} points were rejected, and perhaps ${perhaps} more, ${counted} were counted as failed`;
  report("every gap is a number", exporter, what);
}
