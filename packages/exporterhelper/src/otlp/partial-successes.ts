import { CollectorError, type Payload, type Settings, type Signal } from "@genai-collector/component";
import type { PartialSuccess } from "./partial-success.ts";
import { quote } from "./refusal-text.ts";
import { SparingWarning } from "./sparing-warning.ts";

/** otelcol's names of what was not taken, in its log. */
const droppedKeys: Readonly<Record<Signal, string>> = {
  traces: "dropped_spans",
  metrics: "dropped_data_points",
  logs: "dropped_log_records",
};

/** Says what becomes of requests that a sink took in part. */
export class PartialSuccesses {
  readonly #warning: SparingWarning;

  constructor(settings: Pick<Settings, "runtime" | "logger">) {
    this.#warning = new SparingWarning(settings, "Partial success response");
  }

  /**
   * Returns where the sink took all of `payload`; else throws `EXPORT_PARTIAL` (`gap`). What it says is told, as otelcol
   * tells it, after `redact` has taken credentials out.
   */
  judge(payload: Payload, partial: PartialSuccess, redact: (text: string) => string): void {
    if (partial.rejected === 0 && partial.message === "") return;
    const message = quote(redact(partial.message));
    const rejected = Math.min(partial.rejected, payload.items);
    this.#warning.tell(payload.signal, { message, [droppedKeys[payload.signal]]: rejected });
    if (rejected === 0) return;
    const said = `the sink rejected ${rejected} of ${payload.items}${message === "" ? "" : `: ${message}`}`;
    throw new CollectorError("EXPORT_PARTIAL", said, {
      kind: "gap",
      rejected: [{ items: rejected, reason: "partial_success" }],
    });
  }
}
