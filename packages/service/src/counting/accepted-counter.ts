import {
  rejectedItems,
  takenAtOnce,
  type BatchContext,
  type ComponentId,
  type Consumer,
  type Payload,
  type Signal,
} from "@genai-collector/component";
import type { Counter } from "../telemetry/instruments.ts";
import type { PipelineMetrics } from "./pipeline-metrics.ts";

/** Which counter a batch belongs to; looked up again only when the transport is new. */
class Outcome {
  readonly #find: (transport: string) => Counter;
  readonly #known = new Map<string, Counter>();

  constructor(find: (transport: string) => Counter) {
    this.#find = find;
  }

  of(transport: string): Counter {
    const counter = this.#known.get(transport) ?? this.#find(transport);
    this.#known.set(transport, counter);
    return counter;
  }
}

/** Counts what the pipelines took from one receiver, and what they refused. */
export class AcceptedCounter {
  readonly #accepted: Outcome;
  readonly #refused: Outcome;

  constructor(metrics: PipelineMetrics, signal: Signal, receiver: ComponentId) {
    this.#accepted = new Outcome((transport) => metrics.accepted(signal, receiver, transport));
    this.#refused = new Outcome((transport) => metrics.refused(signal, receiver, transport));
  }

  /** Hands on to `next`, and counts by how that ends. */
  pass<P extends Payload>(next: Consumer<P>, payload: P, context: BatchContext): Promise<void> {
    // Before it is handed on: afterwards the payload is not ours to read.
    const { items } = payload;
    const transport = transportOf(context);
    const answer = next.consume(payload, context);
    if (answer !== takenAtOnce) return this.#wait(answer, items, transport);
    this.#accepted.of(transport).add(items);
    return answer;
  }

  async #wait(answer: Promise<void>, items: number, transport: string): Promise<void> {
    try {
      await answer;
    } catch (error) {
      const rejected = rejectedItems(error, items);
      this.#refused.of(transport).add(rejected);
      // What the sink took beside what it will never take.
      if (rejected < items) this.#accepted.of(transport).add(items - rejected);
      throw error;
    }
    this.#accepted.of(transport).add(items);
  }
}

/**
 * By which transport pushed data came, where the receiver says so. Polled data has none, as scraped data has none in
 * otelcol; the label is left out.
 */
function transportOf({ client }: BatchContext): string {
  return client?.transport ?? "";
}

/**
 * A receiver's output. What may still change is not counted here: `SettledCounter` counts it behind the settle of its
 * pipeline, since the same bucket comes with every poll until it has settled.
 */
export function countedOutput<P extends Payload>(next: Consumer<P>, counter: AcceptedCounter): Consumer<P> {
  return {
    consume: (payload, context) =>
      context.unsettled === undefined ? counter.pass(next, payload, context) : next.consume(payload, context),
  };
}
