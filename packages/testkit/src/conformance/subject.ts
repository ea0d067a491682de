import type { Component, Consumer, Payload, PayloadOf, Signal } from "@genai-collector/component";
import { generateLogs, generateMetrics, generateTraces } from "../generate.ts";
import type { Stage } from "./stage.ts";

export const allSignals: readonly Signal[] = ["traces", "metrics", "logs"];

/** The signals that a factory's `stability` names, in their usual order. */
export function declaredSignals(stability: Readonly<Record<string, unknown>>): Signal[] {
  return allSignals.filter((signal) => stability[signal] !== undefined);
}

/** One instance under test, whatever its kind: what it consumes, by signal. */
export interface Subject extends Partial<Component> {
  readonly consumers: { readonly [S in Signal]?: Consumer<Payload> | undefined };
}

/** Makes an instance on a stage. */
export type CreateSubject = (stage: Stage) => Subject;

/** The payloads that cases consume, where generated ones will not do. */
export type Payloads = { readonly [S in Signal]?: () => PayloadOf<S> };

/** A payload of two resources: the given one, or a generated one. */
export function payloadOf(signal: Signal, payloads: Payloads = {}, seed = 1): Payload {
  const given = payloads[signal];
  if (given !== undefined) return given();
  const options = { seed, resources: 2, items: 8 };
  return { traces: generateTraces, metrics: generateMetrics, logs: generateLogs }[signal](options);
}

/** Several components that start and stop together, in order and in reverse. */
export function together(components: readonly Partial<Component>[]): Component {
  return {
    async start(host) {
      for (const component of components) await component.start?.(host);
    },
    async shutdown(signal) {
      for (const component of components.toReversed()) await component.shutdown?.(signal);
    },
  };
}
