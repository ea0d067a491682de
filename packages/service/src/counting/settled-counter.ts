import type { ComponentId, BatchContext, Consumer, Coverage, Payload } from "@genai-collector/component";
import type { AcceptedCounter } from "./accepted-counter.ts";

/**
 * Counts polled data as accepted where it has settled: at the output of the settle of one pipeline. A lane has one
 * payload in flight, so that what settle hands on for a lane whose unsettled payload is inside belongs to that payload;
 * everything else was counted at the receiver's output.
 */
export class SettledCounter<P extends Payload> {
  readonly #unsettled = new Set<string>();
  readonly #counterOf: (receiver: ComponentId) => AcceptedCounter;

  constructor(counterOf: (receiver: ComponentId) => AcceptedCounter) {
    this.#counterOf = counterOf;
  }

  /** Stands before settle. */
  input(settle: Consumer<P>): Consumer<P> {
    return {
      consume: async (payload: P, context: BatchContext): Promise<void> => {
        const { coverage, unsettled } = context;
        if (coverage === undefined || unsettled === undefined) return settle.consume(payload, context);
        const lane = laneOf(coverage);
        this.#unsettled.add(lane);
        try {
          await settle.consume(payload, context);
        } finally {
          this.#unsettled.delete(lane);
        }
      },
    };
  }

  /** Stands behind settle. */
  output(next: Consumer<P>): Consumer<P> {
    return {
      consume: (payload: P, context: BatchContext): Promise<void> => {
        const { coverage } = context;
        if (coverage === undefined || !this.#unsettled.has(laneOf(coverage))) return next.consume(payload, context);
        return this.#counterOf(coverage.receiver).pass(next, payload, context);
      },
    };
  }
}

const laneOf = ({ receiver, loop, pass }: Coverage): string => JSON.stringify([receiver, loop, pass]);
