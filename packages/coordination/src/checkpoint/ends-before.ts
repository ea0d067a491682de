/** Waits for work, which must not reject, or for a signal. False: the signal fired first. */
export async function endsBefore(work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const giveUp = (): void => resolve(false);
  signal.addEventListener("abort", giveUp, { once: true });
  const ended = work.then(() => true);
  return Promise.race([ended, promise]).finally(() => signal.removeEventListener("abort", giveUp));
}
