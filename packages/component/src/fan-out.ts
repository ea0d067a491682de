import type { Payload } from "@genai-collector/pdata";
import type { BatchContext, Consumer } from "./consumer.ts";
import { combineErrors } from "./errors.ts";

/**
 * One consumer that gives a fork to every target but the last, which gets the payload itself, and waits for all. Rejects
 * with the combined error when any target failed; the others were served all the same.
 */
export function fanOut<P extends Payload>(targets: readonly Consumer<P>[]): Consumer<P> {
  if (targets.length === 1) return targets[0]!;
  return {
    async consume(payload: P, context: BatchContext): Promise<void> {
      const last = targets.length - 1;
      const results = await Promise.allSettled(
        targets.map((target, index) => target.consume(index < last ? payload.fork() : payload, context)),
      );
      const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
      if (errors.length > 0) throw combineErrors(errors);
    },
  };
}
