import type { BatchContext, Coverage, Payload, Range, Signal } from "@genai-collector/component";

/** So many items, and nothing else: for what only counts and hands on. */
export class FakePayload implements Payload {
  readonly signal: Signal;
  readonly items: number;
  readonly bytes = 0;

  constructor(signal: Signal, items: number) {
    this.signal = signal;
    this.items = items;
  }

  fork(): this {
    return new FakePayload(this.signal, this.items) as this;
  }

  encoded(): readonly Range[] {
    return [];
  }

  filter(): this {
    return this;
  }

  withRanges(): this {
    return this;
  }

  decoded(): unknown {
    return {};
  }

  takeDecoded(): unknown {
    return {};
  }
}

/** A batch context of pushed data. */
export function pushed(more: Partial<BatchContext> = {}): BatchContext {
  return { acknowledge: "accepted", signal: new AbortController().signal, ...more };
}

/** A batch context of polled data, one hour of one loop. */
export function polled(more: Partial<BatchContext> = {}, coverage: Partial<Coverage> = {}): BatchContext {
  const hour = { receiver: "portkey", loop: "analytics", pass: "", from: 0, to: 3_600_000, observedAt: 3_600_000 };
  return { ...pushed({ acknowledge: "delivered", ...more }), coverage: { ...hour, ...coverage } };
}
