import type { Logger } from "@genai-collector/component";

type StopSignal = "SIGINT" | "SIGTERM";

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

/** Resolves with the first SIGINT or SIGTERM. The second ends the process at once, by the system's default action. */
export function awaitStopSignal(source: SignalSource, logger: Logger): StopSignals {
  const { promise, resolve } = Promise.withResolvers<StopSignal>();
  const forget = (): void => {
    for (const name of names) source.off(name, stop);
  };
  const stop = (signal: StopSignal): void => {
    forget();
    logger.info({ signal: signal === "SIGINT" ? "interrupt" : "terminated" }, "Received signal from OS");
    resolve(signal);
  };
  for (const name of names) source.on(name, stop);
  return { stopped: promise, forget };
}
