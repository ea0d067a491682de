import type { Settings } from "@genai-collector/component";
import { ComponentBoard } from "./component-board.ts";
import { keysWithoutEffect, type HealthCheckConfig, type HealthCheckV2Config } from "./config.ts";
import { GrpcService } from "./grpc-service.ts";
import { HealthCheckExtension } from "./health-check-extension.ts";
import { HealthTree } from "./health.ts";
import { HttpService } from "./http-service.ts";
import { probePages } from "./probe-pages.ts";
import type { ProbeService } from "./probe-service.ts";
import { Probes } from "./probes.ts";
import { statusPages } from "./status-pages.ts";
import { Watches } from "./watches.ts";

/** `health_check`: either version. */
export function createHealthCheck(settings: Settings, config: HealthCheckConfig): HealthCheckExtension {
  if (!config.use_v2) return createFirstVersion(settings, config);
  const keys = keysWithoutEffect(config);
  if (keys.length > 0) settings.logger.warn({ keys }, "Keys of the first version have no effect with use_v2");
  return createSecondVersion(settings, config);
}

function createFirstVersion(settings: Settings, config: HealthCheckConfig): HealthCheckExtension {
  const { clock } = settings.runtime;
  const board = new ComponentBoard(clock);
  const at = { title: "health_check extension", place: "" };
  const probes = new Probes(board, clock);
  const service = new HttpService(at, config, settings.logger, () => probePages(config, board, probes, clock));
  return new HealthCheckExtension(settings, board, [service], (host) => probes.know(host.collector));
}

/** Tells the health of the collector and of each pipeline, over HTTP, gRPC or both. */
export function createSecondVersion(
  settings: Settings,
  { http, grpc, component_health }: Omit<HealthCheckV2Config, "use_v2">,
): HealthCheckExtension {
  const { logger, runtime } = settings;
  const board = new ComponentBoard(runtime.clock);
  const tree = new HealthTree(board, component_health, runtime.clock);
  const probes = new Probes(board, runtime.clock);
  const services: ProbeService[] = [];
  if (http !== undefined) {
    const at = { title: "HTTP health check server", place: "http" };
    const startedAt = new Date(board.created.at).toISOString();
    services.push(
      new HttpService(at, http, logger, ({ collector }) => statusPages(http, tree, probes, startedAt, collector)),
    );
  }
  if (grpc !== undefined) {
    const named = { of: (service: string) => probes.of(service) ?? tree.of(service) };
    const watches = new Watches(board, named, runtime.timers, grpc.max_watches);
    services.push(new GrpcService(grpc, named, watches, logger));
  }
  return new HealthCheckExtension(settings, board, services, ({ collector }) => {
    tree.know(collector);
    probes.know(collector);
  });
}
