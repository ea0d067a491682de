import type { Instant } from "@genai-collector/component";

/** The largest multiple of `stepMs` that is not after `instant`. */
export function floorTo(instant: Instant, stepMs: number): Instant {
  return Math.floor(instant / stepMs) * stepMs;
}

/** Windows and cursors are kept to whole seconds: vendors cut what is finer, and then two windows overlap. */
export const secondMs = 1_000;
