import type { CollectorView, ServerResponse } from "@genai-collector/component";
import type { HttpConfig } from "./config.ts";
import { httpStatusOf, statusName } from "./health-codes.ts";
import type { Health, HealthTree } from "./health.ts";
import { answer, json } from "./http-answer.ts";
import { livenessPage, readinessPage } from "./probe-pages.ts";
import type { Probes } from "./probes.ts";
import type { Pages } from "./http-service.ts";

/** A condition as otelcol's healthcheckv2 tells it. */
export interface StatusBody {
  /** When the collector was created, in ISO 8601; of the outermost alone. */
  readonly start_time?: string;
  readonly healthy: boolean;
  readonly status: (typeof statusName)[keyof typeof statusName];
  readonly error?: string;
  /** When it came into this state, in ISO 8601. */
  readonly status_time: string;
  /** Of what is inside, where there is anything and it was asked for. */
  readonly components?: Readonly<Record<string, StatusBody>>;
}

/** What the second version serves over HTTP. `startedAt`: when the collector was created, in ISO 8601. */
export function statusPages(
  { status, config, liveness, readiness }: Pick<HttpConfig, "status" | "config" | "liveness" | "readiness">,
  tree: HealthTree,
  probes: Probes,
  startedAt: string,
  collector: CollectorView | undefined,
): Pages {
  const statusPage = (query: URLSearchParams): ServerResponse => {
    const health = tree.of(query.get("pipeline") ?? "");
    if (health === undefined) return json(404, { error: "no such pipeline" });
    const isVerbose = status.verbose || isAsked(query, "verbose");
    return json(httpStatusOf(health), { start_time: startedAt, ...statusBody(health, isVerbose) });
  };
  const configPage = (): ServerResponse =>
    collector === undefined
      ? json(503, { error: "the configuration is not there yet" })
      : answer(200, "application/yaml", collector.configuration());
  // Who gave a path of ours to one of otelcol's pages has that.
  return new Map([
    ...(liveness.enabled ? [[liveness.path, livenessPage(probes)] as const] : []),
    ...(readiness.enabled ? [[readiness.path, readinessPage(probes)] as const] : []),
    ...(status.enabled ? [[status.path, statusPage] as const] : []),
    ...(config.enabled ? [[config.path, configPage] as const] : []),
  ]);
}

/** `verbose`, `verbose=true`, `verbose=1`, … */
function isAsked(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== "false" && value !== "0";
}

function statusBody({ isHealthy, state, error, at, components }: Health, isVerbose: boolean): StatusBody {
  const inside = [...components].map(([key, health]) => [key, statusBody(health, isVerbose)] as const);
  return {
    healthy: isHealthy,
    status: statusName[state],
    ...(error === undefined ? {} : { error }),
    status_time: new Date(at).toISOString(),
    ...(isVerbose && inside.length > 0 ? { components: Object.fromEntries(inside) } : {}),
  };
}
