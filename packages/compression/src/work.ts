/** Packing or unpacking that may be left off at every yield and taken up later. Returns the bytes that it made. */
export type Work = Generator<undefined, Uint8Array, undefined>;

/** How much is worked on between two yields, in bytes of uncompressed data: about half a millisecond. */
export const stepBytes = 131_072;

/** Does all of it, at once. */
export function finishAtOnce(work: Work): Uint8Array {
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
}

/** Does all of it, and calls `pause` at a yield whenever `isOverdue` says that others have waited for long enough. */
export async function finishInTurns(
  work: Work,
  isOverdue: () => boolean,
  pause: () => Promise<void>,
): Promise<Uint8Array> {
  let step = work.next();
  while (step.done !== true) {
    if (isOverdue()) await pause();
    step = work.next();
  }
  return step.value;
}
