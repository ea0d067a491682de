import { setTimeout as sleep } from "node:timers/promises";

const pauseMs = 20;

/**
 * Asks again and again until `ask` gives something else than undefined or false; rejects, with the last error, when it
 * has not within the time. Real processes have no other clock than the real one.
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 30_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await sleep(pauseMs);
  }
  throw new Error(`${what}: not within ${timeoutMs} ms`, { cause: last });
}
