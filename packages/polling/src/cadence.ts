/** Between two polls of a lane that has more to ask for at once. The rate limit is what bounds it. */
export const catchUpMs = 2_000;

/** Where nothing happened yet, asking again at once would be asking without end. */
export const standingMs = 1_000;

/** After what only a human or a release can help with. */
export const degradedMs = 600_000;

/**
 * A pipeline that has not answered by then is told to give up, and its lane polls again. Exporters have shorter limits of
 * their own, unless a user took them away: then what a network swallowed would hold the lane for ever.
 */
export const unansweredMs = 3_600_000;

/** The wait until the next tick: the cadence ±10 %, so that replicas and loops do not march in step. `random` is in [0, 1). */
export function jittered(cadenceMs: number, random: number): number {
  return cadenceMs * (0.9 + 0.2 * random);
}

/** The longest that `jittered` gives. */
export function longestWaitMs(cadenceMs: number): number {
  return jittered(cadenceMs, 1);
}
