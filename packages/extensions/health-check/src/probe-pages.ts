import type { Clock, ComponentStatus, PartStatus, ServerResponse } from "@genai-collector/component";
import type { ComponentBoard, PartRecord } from "./component-board.ts";
import type { HealthCheckConfig } from "./config.ts";
import { answer, json } from "./http-answer.ts";
import type { Pages } from "./http-service.ts";
import type { Failures, Probes } from "./probes.ts";

/** The whole as otelcol's probes tell it. */
export interface ProbeReport {
  readonly status: "Server available" | "Server not available";
  /** When the collector was created, in ISO 8601. */
  readonly upSince: string;
  /** For example `1h2m3s`. */
  readonly uptime: string;
}

/** One component as the status page tells it. */
export interface ComponentReport extends Omit<ComponentStatus, "at" | "pipelines" | "parts"> {
  /** When it came into this state, in ISO 8601. */
  readonly since: string;
  /** Absent where it has none. */
  readonly parts?: readonly PartReport[];
}

/** One part of it. */
export interface PartReport extends Omit<PartStatus, "at"> {
  readonly since: string;
}

/** What the first version serves: whether the collector is ready, and how each component is doing. */
export function probePages(
  config: Pick<HealthCheckConfig, "path" | "status_path" | "liveness_path" | "readiness_path" | "response_body">,
  board: ComponentBoard,
  probes: Probes,
  clock: Clock,
): Pages {
  const { healthy, unhealthy } = config.response_body;
  const status = (): 200 | 503 => (board.phase === "ready" ? 200 : 503);
  const probe = () => {
    const own = status() === 200 ? healthy : unhealthy;
    return own === "" ? json(status(), probeReport(board, clock)) : answer(status(), "text/plain; charset=utf-8", own);
  };
  const components = () => json(status(), { ...probeReport(board, clock), components: componentReports(board) });
  // Who gave a path of ours to otelcol's page has that.
  return new Map([
    [config.liveness_path, livenessPage(probes)],
    [config.readiness_path, readinessPage(probes)],
    [config.path, probe],
    [config.status_path, components],
  ]);
}

/** 200 as long as nothing is stuck that a restart would mend, else 503 with what is. */
export function livenessPage(probes: Probes): () => ServerResponse {
  return () => probeAnswer("alive", probes.liveness());
}

/** 200 when everything has started, nothing is stuck and no shutdown has begun, else 503 with why not. */
export function readinessPage(probes: Probes): () => ServerResponse {
  return () => probeAnswer("ready", probes.readiness());
}

function probeAnswer(word: "alive" | "ready", failures: Failures): ServerResponse {
  return failures.length === 0 ? json(200, { [word]: true }) : json(503, { [word]: false, why: failures });
}

/** Whether it is ready, and for how long it has run. */
export function probeReport(board: ComponentBoard, clock: Clock): ProbeReport {
  const { at, since } = board.created;
  return {
    status: board.phase === "ready" ? "Server available" : "Server not available",
    upSince: new Date(at).toISOString(),
    uptime: durationText(Math.floor((clock.monotonic() - since) / 1_000)),
  };
}

/** In the order in which they were first heard of. */
export function componentReports(board: ComponentBoard): readonly ComponentReport[] {
  return [...board.records].map(({ at, since: _since, pipelines: _pipelines, parts, ...status }) => ({
    ...status,
    since: new Date(at).toISOString(),
    ...(parts.length === 0 ? {} : { parts: parts.map(partReport) }),
  }));
}

function partReport({ at, since: _since, ...part }: PartRecord): PartReport {
  return { ...part, since: new Date(at).toISOString() };
}

function durationText(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${h > 0 ? `${h}h` : ""}${h > 0 || m > 0 ? `${m}m` : ""}${s}s`;
}
