const isAborted = Object.getOwnPropertyDescriptor(AbortSignal.prototype, "aborted")!.get!;
/** Two copies of this package know one another's signals. */
const mark = Symbol.for("genai-collector.watchful-signal/1");

/**
 * Lets a controller's signal look before it answers: whoever reads `aborted` has `look` called first, which may fire it.
 * For deadlines that must not be told late: when a process was stopped (SIGSTOP), all of its timers fire at once when it
 * goes on, and others may come before the deadline's own. Signals that `Timers.deadline` derives from this one look, too;
 * those of `AbortSignal.any` do not. Returns the signal.
 */
export function watchfulSignal(controller: AbortController, look: () => void): AbortSignal {
  const { signal } = controller;
  const looked = (): boolean => {
    if (!(isAborted.call(signal) as boolean)) look();
    return isAborted.call(signal) as boolean;
  };
  Object.defineProperties(signal, {
    [mark]: { value: true },
    aborted: { get: looked },
    throwIfAborted: {
      value: () => {
        if (looked()) throw signal.reason;
      },
    },
  });
  return signal;
}

/** Whether a signal looks before it answers. */
export function isWatchful(signal: AbortSignal): boolean {
  return mark in signal;
}
