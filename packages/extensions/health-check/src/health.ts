import type { Clock, ComponentStatus, StatusWatcher } from "@genai-collector/component";

/** The whole as otelcol's probes tell it. */
export interface HealthReport {
  readonly status: "Server available" | "Server not available";
  readonly upSince: string;
  /** For example `1h2m3s`. */
  readonly uptime: string;
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
    return {
      status: this.isReady ? "Server available" : "Server not available",
      upSince: new Date(this.#since).toISOString(),
      uptime: durationText(Math.max(0, Math.round((this.#clock.now() - this.#since) / 1_000))),
    };
  }

  components(): readonly ComponentStatus[] {
    return [...this.#components.values()];
  }
}

function durationText(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h > 0 ? `${h}h` : ""}${h > 0 || m > 0 ? `${m}m` : ""}${s}s`;
}
