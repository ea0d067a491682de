import { isCollectorError } from "@genai-collector/component";
import { degradedMs } from "./cadence.ts";
import type { Lane } from "./lane.ts";
import { failureKind } from "./loop-telemetry.ts";

/** Waiting less than ten minutes would not help: a human or a release must. */
export function needsHelp(error: unknown): boolean {
  const kind = failureKind(error);
  return kind !== "retryable" && kind !== "refused";
}

/** Says that a lane failed, and lets it wait. `now` is by the clock that never steps. */
export function failLane(lane: Lane, error: unknown, now: number): void {
  lane.health.failed(needsHelp(error) ? "permanent_error" : "recoverable_error", error);
  holdLane(lane, error, now);
}

/** Lets a lane wait for ten minutes, for as long as was asked, or until the next tick. */
export function holdLane(lane: Lane, error: unknown, now: number): void {
  lane.isDegraded = needsHelp(error);
  const askedMs = isCollectorError(error) ? error.retryAfterMs : undefined;
  const waitMs = lane.isDegraded ? Math.max(degradedMs, askedMs ?? 0) : askedMs;
  if (waitMs !== undefined) lane.holdUntil(now + waitMs);
}
