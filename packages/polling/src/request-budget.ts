import type { Logger } from "@genai-collector/component";
import type { Loop } from "./loop.ts";

/** Requests a second that the loops send when nothing is behind and nothing fails. */
export function requestsPerSecond(loops: readonly Loop[]): number {
  return loops.reduce(
    (sum, loop) => sum + ((loop.requestsPerPoll ?? 1) * (loop.passes?.length ?? 1) * 1_000) / loop.cadenceMs,
    0,
  );
}

/** Says at start when the source's budget is too small: data will be late, and nothing else would say why. */
export function warnOfSmallBudget(loops: readonly Loop[], allowedPerSecond: number, logger: Logger): void {
  const neededPerSecond = requestsPerSecond(loops);
  if (neededPerSecond <= allowedPerSecond) return;
  logger.warn(
    { neededPerSecond, allowedPerSecond },
    "The loops need more requests than rate_limit.requests_per_second allows: data will be late",
  );
}
