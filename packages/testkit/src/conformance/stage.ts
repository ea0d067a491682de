import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import {
  BufferMemory,
  type BatchContext,
  type Component,
  type Consumer,
  type Instruments,
  type Payload,
  type Settings,
} from "@genai-collector/component";
import { createHost } from "../host.ts";
import { Recorded } from "../recorded.ts";
import { createSettings, type SettingsOptions } from "../settings.ts";
import { VirtualRuntime } from "../virtual-runtime.ts";
import { World } from "../world.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import { ContractSink } from "./contract-sink.ts";
import { StageLedger } from "./stage-ledger.ts";
import type { SuiteAudit } from "./suite-audit.ts";

/** Longer than any flush or retry of a component that works, in virtual milliseconds. */
export const patienceMs = 3_600_000;
/** How soon work that nobody waits for any more has to end, in virtual milliseconds. */
export const promptMs = 1_000;

/** How a `consume` ended. */
export type Outcome =
  | { readonly state: "resolved" }
  | { readonly state: "rejected"; readonly error: unknown }
  | { readonly state: "pending" };

/** Where one case plays: a world, a process, memory, sinks. Whatever is left open on it at the end is a leak. */
export class Stage {
  readonly world = new World();
  readonly runtime = new VirtualRuntime(this.world, { tracing: true });
  readonly memory = new BufferMemory();
  readonly recorded = new Recorded();
  readonly ledger = new StageLedger();
  readonly sinks = {
    traces: new ContractSink("traces"),
    metrics: new ContractSink("metrics"),
    logs: new ContractSink("logs"),
  };
  readonly #options: ConformanceOptions;
  readonly #lifetime = new AbortController();
  readonly #signals: AbortSignal[] = [];

  constructor(options: ConformanceOptions & { readonly audit?: SuiteAudit }) {
    this.#options = options;
    options.prepare?.(this.world);
    this.world.onQuiet = () => options.audit?.look(this.ledger);
  }

  settings<I extends Instruments>(
    type: string,
    instruments: Instruments | undefined,
    more: Pick<SettingsOptions, "pipeline" | "paths" | "books" | "exportCounters"> = {},
  ): Settings<I> {
    const { memory, recorded } = this;
    const given = { ...more, memory, recorded, lifetime: this.#lifetime.signal, instruments: instruments ?? {} };
    return createSettings<I>(type, this.runtime, given);
  }

  /** Starts a component that needs starting. */
  async start(component: Partial<Component>): Promise<void> {
    await this.world.until(this.beginStart(component), patienceMs);
  }

  /** The same without advancing. */
  async beginStart(component: Partial<Component>): Promise<void> {
    await component.start?.(createHost(this.#options.extensions?.(this.runtime)));
  }

  /** Shuts a component down. After `graceMs` the deadline has passed: its signal fires, and `lifetime` with it. */
  async shutdown(component: Partial<Component>, graceMs = 10_000): Promise<void> {
    if (component.shutdown === undefined) return;
    const controller = new AbortController();
    this.#signals.push(controller.signal);
    const cancel = this.world.after(graceMs, () => {
      const reason = new Error("the time to shut down is over");
      controller.abort(reason);
      this.#lifetime.abort(reason);
    });
    try {
      await this.world.until(component.shutdown(controller.signal), graceMs + promptMs);
    } finally {
      cancel();
    }
  }

  /** A context whose signal is looked at for forgotten listeners at the end. */
  context(more: Partial<BatchContext> = {}): BatchContext {
    const context = { acknowledge: "delivered" as const, signal: new AbortController().signal, ...more };
    this.#signals.push(context.signal);
    return context;
  }

  /** Consumes, advances until that settles or `withinMs` are over, and says how it ended. */
  async consume<P extends Payload>(
    consumer: Consumer<P>,
    payload: P,
    context: BatchContext = this.context(),
    withinMs: number = patienceMs,
  ): Promise<Outcome> {
    return this.outcome(begin(consumer, payload, context), withinMs);
  }

  /** Advances until a promise settles or `withinMs` are over. */
  async outcome(promise: Promise<void>, withinMs: number = patienceMs): Promise<Outcome> {
    let outcome: Outcome = { state: "pending" };
    const settled = promise.then(
      () => {
        outcome = { state: "resolved" };
      },
      (error: unknown) => {
        outcome = { state: "rejected", error };
      },
    );
    await this.world.until(Promise.race([settled, this.world.wait(withinMs)]), withinMs + 1);
    return outcome;
  }

  /** Fails when anything is left open. */
  async close(): Promise<void> {
    await this.world.advance(0);
    const leaks = this.runtime.leaks();
    assert.equal(leaks.length, 0, `left open after shutdown:\n${leaks.join("\n")}`);
    assert.equal(this.memory.heldBytes, 0, `${this.memory.heldBytes} bytes of settings.memory were never released`);
    for (const signal of [...this.#signals, this.#lifetime.signal]) {
      const listeners = getEventListeners(signal, "abort").length;
      const which = signal === this.#lifetime.signal ? "settings.lifetime" : "a signal that it was given";
      assert.equal(listeners, 0, `${listeners} abort listeners were left on ${which}`);
    }
  }
}

/** Begins a `consume`; that it throws instead of rejecting is against the contract. */
export function begin<P extends Payload>(consumer: Consumer<P>, payload: P, context: BatchContext): Promise<void> {
  let promise: Promise<void>;
  try {
    promise = consumer.consume(payload, context);
  } catch (error) {
    throw new assert.AssertionError({ message: `consume threw instead of rejecting: ${String(error)}` });
  }
  promise.catch(() => undefined); // a case looks at the outcome when it gets there
  return promise;
}

/** The outcome in words, for messages. */
export function describeOutcome(outcome: Outcome): string {
  return outcome.state === "rejected" ? `rejected with ${String(outcome.error)}` : outcome.state;
}
