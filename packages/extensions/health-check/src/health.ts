import type { Clock, ComponentStatus, StatusWatcher } from "@genai-collector/component";

/** The whole as otelcol's probes tell it. */
export interface HealthReport {
  readonly status: "Server available" | "Server not available";
  /** When the collector was created, in ISO 8601. */
  readonly upSince: string;
  /** For example `1h2m3s`. */
  readonly uptime: string;
}

/** One component as the status page tells it. */
export interface ComponentReport extends Omit<ComponentStatus, "at" | "pipelines"> {
  /** When it came into this state, in ISO 8601. */
  readonly since: string;
}

/** Remembers what the service says: ready from the end of the start to the beginning of the shutdown. */
export class Health implements StatusWatcher {
  readonly #clock: Clock;
  readonly #upSince: number;
  readonly #started: number;
  readonly #components = new Map<string, ComponentStatus>();
  #phase: "starting" | "ready" | "stopping" = "starting";

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#upSince = clock.now();
    this.#started = clock.monotonic();
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
    return {
      status: this.isReady ? "Server available" : "Server not available",
      upSince: new Date(this.#upSince).toISOString(),
      uptime: durationText(Math.floor((this.#clock.monotonic() - this.#started) / 1_000)),
    };
  }

  /** In the order in which they were first heard of. */
  components(): readonly ComponentReport[] {
    return [...this.#components.values()].map(({ at, pipelines: _pipelines, ...status }) => ({
      ...status,
      since: new Date(at).toISOString(),
    }));
  }
}

function durationText(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h > 0 ? `${h}h` : ""}${h > 0 || m > 0 ? `${m}m` : ""}${s}s`;
}
