/** Fires `controller` when `signal` does, at once where it has. Returns what ends that. */
export function follow(signal: AbortSignal, controller: AbortController): () => void {
  const fire = (): void => controller.abort(signal.reason);
  if (signal.aborted) fire();
  signal.addEventListener("abort", fire, { once: true });
  return () => signal.removeEventListener("abort", fire);
}
