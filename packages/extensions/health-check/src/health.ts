import type { Clock, ComponentStatus, StatusWatcher } from "@genai-collector/component";

/** The whole as the probes see it. */
export interface HealthReport {
  readonly status: "starting" | "ok" | "degraded" | "stopping";
  readonly upSince: string;
  readonly uptimeSeconds: number;
  readonly components: readonly ComponentStatus[];
}

/** Remembers what the service says. */
export class Health implements StatusWatcher {
  readonly #clock: Clock;
  readonly #since: number;
  readonly #components = new Map<string, ComponentStatus>();
  #phase: "starting" | "ready" | "stopping" = "starting";

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  get isReady(): boolean {
    return this.#phase === "ready";
  }

  ready(): void {
    if (this.#phase === "starting") this.#phase = "ready";
  }

  notReady(): void {
    this.#phase = "stopping";
  }

  componentStatus(status: ComponentStatus): void {
    this.#components.set(JSON.stringify([status.kind, status.id, status.pipeline]), status);
  }

  report(): HealthReport {
    const components = [...this.#components.values()];
    const isWell = components.every(({ state }) => state !== "permanent_error" && state !== "fatal_error");
    return {
      status: this.#phase === "ready" ? (isWell ? "ok" : "degraded") : this.#phase,
      upSince: new Date(this.#since).toISOString(),
      uptimeSeconds: Math.max(0, Math.round((this.#clock.now() - this.#since) / 1_000)),
      components,
    };
  }
}
