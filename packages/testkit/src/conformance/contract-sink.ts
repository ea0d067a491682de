import assert from "node:assert/strict";
import type { BatchContext, PayloadOf, Signal } from "@genai-collector/component";
import { Sink } from "../sinks.ts";

/** One payload as it arrived: bytes and items are counted before anybody can change it. */
export interface Arrival {
  readonly ranges: readonly Uint8Array[];
  readonly items: number;
  readonly context: BatchContext;
}

/** A sink that holds whoever stands before it to the contract of `consume`. */
export class ContractSink<S extends Signal> extends Sink<S> {
  /** Everything that was consumed, taken or not. */
  readonly arrivals: Arrival[] = [];

  override consume(payload: PayloadOf<S>, context: BatchContext): Promise<void> {
    this.#check(payload, context);
    const ranges = payload.encoded().map(({ bytes }) => bytes.slice());
    this.arrivals.push({ ranges, items: payload.items, context });
    return super.consume(payload, context);
  }

  override clear(): void {
    super.clear();
    this.arrivals.length = 0;
  }

  #check(payload: PayloadOf<S>, context: BatchContext): void {
    assert.equal(payload.signal, this.signal, `a ${payload.signal} payload was handed to a ${this.signal} pipeline`);
    assert.ok(
      payload.items > 0 || context.unsettled !== undefined,
      "an empty payload was handed on: only unsettled data may be empty",
    );
    assert.ok(context.signal instanceof AbortSignal, "the context that was handed on has no signal");
    assert.ok(
      context.acknowledge === "accepted" || context.acknowledge === "delivered",
      `the context that was handed on has acknowledge: ${context.acknowledge}`,
    );
    if (context.coverage !== undefined)
      assert.equal(context.acknowledge, "delivered", "polled data (with coverage) asks for delivery");
    if (context.unsettled !== undefined)
      assert.ok(context.coverage !== undefined, "unsettled data was handed on without coverage");
  }
}
