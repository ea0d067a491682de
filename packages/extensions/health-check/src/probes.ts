import type { Clock, CollectorView, OverdueBeat } from "@genai-collector/component";
import type { ComponentBoard } from "./component-board.ts";
import type { Health } from "./health.ts";

/** Why the collector is not alive, or not ready; nothing: it is. */
export type Failures = readonly string[];

/** Silence is not told by anybody: who waits for a change of liveness looks so often, in milliseconds. */
const lookEveryMs = 10_000;

/** Services that gRPC probes may ask for beside pipelines, whose IDs begin with a signal. */
export const probeServices = ["liveness", "readiness"] as const;

/**
 * What an orchestrator asks. Alive: nothing is stuck that a restart would mend. Ready: alive, started, and not on its
 * way out. Vendors, sinks, stores, keys that are refused and pipelines that are full never count: a restart mends none of
 * them, and loses what the collector holds. A standby is alive and ready.
 */
export class Probes {
  readonly #board: ComponentBoard;
  readonly #clock: Clock;
  #collector: CollectorView | undefined;

  constructor(board: ComponentBoard, clock: Clock) {
    this.#board = board;
    this.#clock = clock;
  }

  know(collector: CollectorView | undefined): void {
    this.#collector = collector;
  }

  /** While it stops it is alive: it has its own deadline for that. */
  liveness(): Failures {
    if (this.#board.phase === "stopping") return [];
    return (this.#collector?.overdue?.() ?? []).map(sentenceOf);
  }

  readiness(): Failures {
    const { phase, records } = this.#board;
    if (phase === "starting") return ["not everything has started"];
    if (phase === "stopping") return ["the shutdown has begun"];
    const fatal = [...records].filter(({ state }) => state === "fatal_error");
    return [...fatal.map(({ kind, id, error }) => `${kind}:${id} ${error ?? "has failed"}`), ...this.liveness()];
  }

  /** What a gRPC client asks for; undefined for the name of anything else. */
  of(service: string): Health | undefined {
    if (service !== "liveness" && service !== "readiness") return undefined;
    const isHealthy = this[service]().length === 0;
    const at = { at: this.#clock.now(), since: this.#clock.monotonic() };
    return { state: "ok", ...at, isHealthy, turnsAfterMs: lookEveryMs, components: new Map() };
  }
}

function sentenceOf({ kind, id, part, overdueMs }: OverdueBeat): string {
  return `${kind}:${id} ${part} has not been heard of for ${Math.round(overdueMs / 1_000)} s longer than it said`;
}
