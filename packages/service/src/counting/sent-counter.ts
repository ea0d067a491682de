import { rejectedItems, type BatchContext, type Consumer, type Payload } from "@genai-collector/component";
import type { Counter } from "../telemetry/instruments.ts";

/**
 * Counts what an exporter that does not count by itself delivered: `consume` settles when the sink has answered. What the
 * sink took beside rejected parts was sent.
 */
export function sentCounter<P extends Payload>(exporter: Consumer<P>, sent: Counter, failed: Counter): Consumer<P> {
  return {
    async consume(payload: P, context: BatchContext): Promise<void> {
      const { items } = payload;
      try {
        await exporter.consume(payload, context);
      } catch (error) {
        const rejected = rejectedItems(error, items);
        failed.add(rejected);
        sent.add(items - rejected);
        throw error;
      }
      sent.add(items);
    },
  };
}
