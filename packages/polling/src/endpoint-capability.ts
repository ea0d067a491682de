import { isCollectorError, type Clock, type Instant, type Logger, type Status } from "@genai-collector/component";
import { capabilityStates, type CapabilityState } from "./capability-state.ts";
import { sourceStatus } from "./source-error.ts";

/** A state that comes and goes is told at most this often. */
const quietMs = 60_000;
/** A quiet night is no news: an endpoint counts as `no_data` once it has held nothing for this long. */
const noDataAfterMs = 3_600_000;

/** What the state of endpoints is told to. */
export interface CapabilitySink {
  readonly clock: Clock;
  readonly logger: Logger;
  reportStatus(status: Status): void;
  gauge(value: number, endpoint: string, state: CapabilityState): void;
}

/** Who asked: passes of one loop, and several loops, may use one endpoint and fare differently. */
export interface Asker {
  readonly loop: string;
  readonly pass: string;
}

/** What one request came to. */
export type Seen =
  | { readonly isAnswer: true; readonly items: number | undefined }
  | { readonly isAnswer: false; readonly error: unknown; readonly state: CapabilityState };

interface Verdict {
  readonly state: CapabilityState;
  readonly seen: Seen;
  /** When an answer last held items, by the clock that never steps. */
  readonly itemsAt: number;
}

/**
 * One endpoint of a source: as well as its worst asker. The metric is of the endpoint, the status of the endpoint in
 * each loop, and the log tells a change of the endpoint once.
 */
export class EndpointCapability {
  readonly #name: string;
  readonly #sink: CapabilitySink;
  readonly #verdicts = new Map<string, Map<string, Verdict>>();
  readonly #reported = new Map<string, CapabilityState>();
  #state: CapabilityState | undefined;
  #since: Instant = 0;
  #told: CapabilityState | undefined;
  #toldAt = -Infinity;

  constructor(name: string, sink: CapabilitySink) {
    this.#name = name;
    this.#sink = sink;
  }

  note({ loop, pass }: Asker, seen: Seen): void {
    const passes = this.#verdicts.get(loop) ?? new Map<string, Verdict>();
    this.#verdicts.set(loop, passes);
    passes.set(pass, this.#verdictOf(seen, passes.get(pass)?.itemsAt ?? -Infinity));
    this.#report(loop, worstOf([...passes.values()]));
    this.#stand(worstOf([...this.#verdicts.values()].flatMap((each) => [...each.values()])), loop);
  }

  /** Forgets without a word: another process takes over. */
  clear(): void {
    for (const [loop, state] of this.#reported)
      if (statusOf(state) !== "ok") this.#sink.reportStatus({ state: "ok", part: `${loop}/${this.#name}` });
    if (this.#state !== undefined) this.#sink.gauge(0, this.#name, this.#state);
    this.#verdicts.clear();
    this.#reported.clear();
    this.#state = undefined;
    this.#told = undefined;
  }

  #verdictOf(seen: Seen, itemsBefore: number): Verdict {
    if (!seen.isAnswer) return { state: seen.state, seen, itemsAt: itemsBefore };
    const now = this.#sink.clock.monotonic();
    const itemsAt = seen.items === 0 ? itemsBefore : now;
    return { state: now - itemsAt < noDataAfterMs ? "healthy" : "no_data", seen, itemsAt };
  }

  #report(loop: string, { state, seen }: Verdict): void {
    if (this.#reported.get(loop) === state) return;
    this.#reported.set(loop, state);
    const part = `${loop}/${this.#name}`;
    const status = statusOf(state);
    this.#sink.reportStatus({ state: status, part, error: seen.isAnswer ? undefined : seen.error });
  }

  #stand(worst: Verdict, loop: string): void {
    if (worst.state !== this.#state) {
      if (this.#state === undefined) for (const state of capabilityStates) this.#sink.gauge(0, this.#name, state);
      else this.#sink.gauge(0, this.#name, this.#state);
      this.#sink.gauge(1, this.#name, worst.state);
      this.#state = worst.state;
      this.#since = this.#sink.clock.now();
    }
    this.#tell(worst, loop);
  }

  /** What changed within the quiet time is told by the first request after it, if it still stands. */
  #tell({ state, seen }: Verdict, loop: string): void {
    const now = this.#sink.clock.monotonic();
    if (state === this.#told || now - this.#toldAt < quietMs) return;
    const was = this.#told;
    this.#told = state;
    // That it works from the start is no news.
    if (was === undefined && statusOf(state) === "ok") return;
    this.#toldAt = now;
    const since = new Date(this.#since).toISOString();
    const data = { endpoint: this.#name, capability: state, was, loop, since, ...evidenceOf(seen) };
    if (statusOf(state) === "permanent_error") this.#sink.logger.warn(data, "An endpoint of the source cannot be used");
    else this.#sink.logger.info(data, "The capability of an endpoint of the source changed");
  }
}

/** Codes and numbers alone: an error's message may speak of what was asked. */
function evidenceOf(seen: Seen): object {
  if (seen.isAnswer) return { items: seen.items };
  return { status: sourceStatus(seen.error), code: isCollectorError(seen.error) ? seen.error.code : undefined };
}

function worstOf(verdicts: readonly Verdict[]): Verdict {
  return verdicts.reduce((worst, each) => (rankOf(each) < rankOf(worst) ? each : worst));
}

function rankOf({ state }: Verdict): number {
  return capabilityStates.indexOf(state);
}

function statusOf(state: CapabilityState): "ok" | "recoverable_error" | "permanent_error" {
  if (state === "healthy" || state === "no_data") return "ok";
  return state === "transient" ? "recoverable_error" : "permanent_error";
}
