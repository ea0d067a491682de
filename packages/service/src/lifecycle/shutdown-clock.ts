import { CollectorError, type Timers } from "@genai-collector/component";

/** The phases of a shutdown, and which part of the time has passed when each ends. */
const phaseEnds = { receivers: 2 / 3, stages: 5 / 6, exporters: 19 / 20, extensions: 1 } as const;

export type ShutdownPhase = keyof typeof phaseEnds;

/** What is waited, behind the end of its phase, for a component that ignores its signal; at most, and as a part. */
const longestGraceMs = 1_000;
const gracePart = 1 / 30;

/**
 * Shares out the time of a shutdown. Receivers get about two thirds of it, so that connectors' last points and queues
 * still drain; what a phase leaves over, the next ones have.
 */
export class ShutdownClock {
  readonly #timers: Timers;
  readonly #phases: Readonly<Record<ShutdownPhase, Phase>>;

  constructor(timers: Timers, totalMs: number) {
    this.#timers = timers;
    const graceMs = Math.min(longestGraceMs, totalMs * gracePart);
    const phase = (part: number): Phase => {
      const end = timers.deadline(totalMs * part);
      const giveUp = timers.deadline(totalMs * part + graceMs);
      return { end, giveUp };
    };
    this.#phases = {
      receivers: phase(phaseEnds.receivers),
      stages: phase(phaseEnds.stages),
      exporters: phase(phaseEnds.exporters),
      extensions: phase(phaseEnds.extensions),
    };
  }

  /**
   * Runs `stop` under the phase's signal. Rejects when it does, and when it has not ended a moment after its signal: a
   * component that hangs must not keep the others from stopping.
   */
  async run(phase: ShutdownPhase, stop: (signal: AbortSignal) => Promise<void> | undefined): Promise<void> {
    const { end, giveUp } = this.#phases[phase];
    const late = this.#lateness(giveUp.signal);
    try {
      await Promise.race([stop(end.signal), late.promise]);
    } finally {
      late.forget();
    }
  }

  /** Lets go of the timers. */
  close(): void {
    for (const { end, giveUp } of Object.values(this.#phases)) {
      end.cancel();
      giveUp.cancel();
    }
  }

  #lateness(signal: AbortSignal): { promise: Promise<never>; forget(): void } {
    const { promise, reject } = Promise.withResolvers<never>();
    const fail = (): void =>
      reject(
        new CollectorError("SHUTDOWN_TIMEOUT", "did not stop in the time that it was given", { kind: "retryable" }),
      );
    // A phase may begin late: then its work still gets a turn of the event loop before it is given up.
    if (signal.aborted) void this.#timers.pause().then(fail);
    else signal.addEventListener("abort", fail, { once: true });
    return { promise, forget: () => signal.removeEventListener("abort", fail) };
  }
}

interface Phase {
  readonly end: ReturnType<Timers["deadline"]>;
  readonly giveUp: ReturnType<Timers["deadline"]>;
}
