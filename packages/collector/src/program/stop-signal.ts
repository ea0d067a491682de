import type { Logger } from "@genai-collector/component";

/** What asks the collector to stop. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** Where the operating system's signals come from: the process, or a test. */
export interface SignalSource {
  on(name: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(name: StopSignal, listener: (signal: StopSignal) => void): unknown;
}

const names: readonly StopSignal[] = ["SIGINT", "SIGTERM"];

/** Waits for the signal to stop; `forget` ends the waiting. */
export interface StopSignals {
  readonly stopped: Promise<StopSignal>;
  forget(): void;
}

/**
 * Resolves with the first SIGINT or SIGTERM. The second is told to `again`, or else ends the process at once, by the
 * system's default action, which is what it finds when `again` is told, too.
 */
export function awaitStopSignal(
  source: SignalSource,
  logger: Logger,
  again?: (signal: StopSignal) => void,
): StopSignals {
  const { promise, resolve } = Promise.withResolvers<StopSignal>();
  let forget = listen(source, (first) => {
    forget();
    logger.info({ signal: first === "SIGINT" ? "interrupt" : "terminated" }, "Received signal from OS");
    if (again !== undefined) {
      forget = listen(source, (second) => {
        forget();
        again(second);
      });
    }
    resolve(first);
  });
  return { stopped: promise, forget: () => forget() };
}

/** Lets signals to stop pass by; returns how to have them end the process again, by the system's default action. */
export function ignoreStopSignals(source: SignalSource): () => void {
  return listen(source, () => undefined);
}

function listen(source: SignalSource, heard: (signal: StopSignal) => void): () => void {
  for (const name of names) source.on(name, heard);
  return () => {
    for (const name of names) source.off(name, heard);
  };
}
