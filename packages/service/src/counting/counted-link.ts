import type { BatchContext, Consumer, Payload } from "@genai-collector/component";
import type { Counter } from "../telemetry/instruments.ts";

/** Counts what passes from one component to the next: the items are read once for both. */
export function countedLink<P extends Payload>(next: Consumer<P>, counters: readonly Counter[]): Consumer<P> {
  if (counters.length === 0) return next;
  return {
    consume(payload: P, context: BatchContext): Promise<void> {
      const { items } = payload;
      for (const counter of counters) counter.add(items);
      return next.consume(payload, context);
    },
  };
}
