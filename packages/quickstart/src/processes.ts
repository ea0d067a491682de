import { startAndRead, startQuietly, type Child, type Ending } from "./child.ts";
import { lastError } from "./collector-log.ts";
import { programArgs } from "./programs.ts";

/** Told when a process ends by itself: what happened, for people. */
export type OnEnd = (what: string) => void;

const collectorName = "the collector";

/** The processes of a run: helpers that tell where they listen, and the collector. Tells when one ends unasked. */
export class Processes {
  readonly #helpers: Child[] = [];
  readonly #onEnd: OnEnd;
  #collector: Child | undefined;
  #isStopping = false;

  constructor(onEnd: OnEnd) {
    this.#onEnd = onEnd;
  }

  /** Starts a helper, and resolves with the line that it prints when it is ready. `name` is for people. */
  async help<T>(name: string, args: readonly string[]): Promise<T> {
    const helper = startAndRead<T>(name, args, process.env);
    this.#helpers.push(helper);
    const ready = await helper.ready;
    this.#tellEnd(name, helper);
    return ready;
  }

  /** What it says goes to the log file; why it ended is read there. */
  startCollector(flags: readonly string[], env: NodeJS.ProcessEnv, logFile: string): void {
    const collector = startQuietly([...programArgs("packages/collector", "cli"), ...flags], env, logFile);
    this.#collector = collector;
    this.#tellEnd(collectorName, collector, () => {
      const why = lastError(logFile);
      return why === undefined ? "" : `: ${why}`;
    });
  }

  async killCollector(): Promise<void> {
    const collector = this.#collector;
    this.#collector = undefined;
    collector?.kill("SIGKILL");
    await collector?.exited;
  }

  /** Stops the collector as an operator would. Resolves with how it ended. */
  async stopCollector(): Promise<Ending | undefined> {
    this.#isStopping = true;
    this.#collector?.kill("SIGTERM");
    return this.#collector?.exited;
  }

  /** Ends everything that is left. Safe twice. */
  async strike(): Promise<void> {
    this.#isStopping = true;
    await this.killCollector();
    for (const helper of this.#helpers) helper.kill("SIGTERM");
    await Promise.allSettled(this.#helpers.map((helper) => helper.exited));
  }

  /** Of a process that nobody asked to end. */
  #tellEnd(name: string, child: Child, why: () => string = () => ""): void {
    const tell = (how: string): void => {
      const isAsked = this.#isStopping || (name === collectorName && this.#collector !== child);
      if (!isAsked) this.#onEnd(`${name} ${how}${why()}`);
    };
    child.exited.then(
      (ending) => tell(`ended by itself with ${ending}`),
      (error: unknown) => tell(`could not be started: ${(error as Error).message}`),
    );
  }
}
