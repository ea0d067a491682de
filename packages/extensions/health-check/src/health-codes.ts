import type { HealthState } from "./aggregate.ts";
import type { Health } from "./health.ts";

/** otelcol's names. */
export const statusName = {
  none: "StatusNone",
  starting: "StatusStarting",
  ok: "StatusOK",
  recoverable_error: "StatusRecoverableError",
  permanent_error: "StatusPermanentError",
  fatal_error: "StatusFatalError",
  stopping: "StatusStopping",
  stopped: "StatusStopped",
} as const satisfies Readonly<Record<HealthState, string>>;

/** What `grpc.health.v1` answers (https://github.com/grpc/grpc-proto/blob/master/grpc/health/v1/health.proto). */
export const servingStatus = { serving: 1, notServing: 2, serviceUnknown: 3 } as const;

/** One of them. */
export type ServingStatus = (typeof servingStatus)[keyof typeof servingStatus];

/** Those of an error are there, and do their work. */
const serves: Readonly<Record<HealthState, boolean>> = {
  none: false,
  starting: false,
  ok: true,
  recoverable_error: true,
  permanent_error: true,
  fatal_error: false,
  stopping: false,
  stopped: false,
};

/** 500 for an error that counts, 503 for what is not there yet or any more. */
export function httpStatusOf({ state, isHealthy }: Health): 200 | 500 | 503 {
  if (!isHealthy) return 500;
  return serves[state] ? 200 : 503;
}

/** Of what is known. */
export function servingStatusOf({ state, isHealthy }: Health): ServingStatus {
  return isHealthy && serves[state] ? servingStatus.serving : servingStatus.notServing;
}
