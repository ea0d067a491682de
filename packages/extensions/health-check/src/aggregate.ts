import type { ComponentStatus } from "@genai-collector/component";
import type { Moment } from "./component-board.ts";

/** otelcol's states; `none` where nothing was heard of yet. */
export type HealthState = ComponentStatus["state"] | "none";

/** How a component, a pipeline or the collector is doing, and since when. */
export interface Condition extends Moment {
  readonly state: HealthState;
  readonly error?: string | undefined;
}

const harmless = ["starting", "stopping", "stopped", "none", "ok"] as const;

/** Which state a group has, the first that any member has: as a rule … */
export const permanentFirst: readonly HealthState[] = [
  "fatal_error",
  "permanent_error",
  "recoverable_error",
  ...harmless,
];

/** … and where errors that may pass count, and those that need a human do not. */
export const recoverableFirst: readonly HealthState[] = [
  "fatal_error",
  "recoverable_error",
  "permanent_error",
  ...harmless,
];

/**
 * A group's condition, as otelcol's status package sums up: that of the gravest member. Of several, an error is that of
 * the member that had it first, since the others may follow from it, and its time counts; any other state came with the
 * last. A group of which some have stopped is stopping. Undefined for an empty group.
 */
export function aggregate(members: readonly Condition[], precedence: readonly HealthState[]): Condition | undefined {
  const state = precedence.find((each) => members.some((member) => member.state === each));
  if (state === undefined) return undefined;
  const gravest = members.filter((member) => member.state === state);
  const isError = state.endsWith("_error");
  const found = gravest.reduce((a, b) => ((isError ? b.since < a.since : b.since > a.since) ? b : a));
  if (state === "stopped" && gravest.length < members.length) return { ...found, state: "stopping" };
  return found;
}
