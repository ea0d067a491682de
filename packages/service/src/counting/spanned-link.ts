import type { BatchContext, Consumer, Payload } from "@genai-collector/component";
import type { SpanRecorder } from "../telemetry/span-recorder.ts";

/** Makes a span of what passes from one component to the next, where spans are recorded. */
export function spannedLink<P extends Payload>(next: Consumer<P>, name: string, spans: SpanRecorder): Consumer<P> {
  return {
    consume: (payload: P, context: BatchContext): Promise<void> =>
      spans.isOn ? spans.span(name, () => next.consume(payload, context)) : next.consume(payload, context),
  };
}
