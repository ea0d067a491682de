import { defineExtension, statusWatcher } from "@genai-collector/component";
import { healthCheckConfig, healthCheckV2Config } from "./config.ts";
import { createHealthCheck, createSecondVersion } from "./versions.ts";

/** Answers liveness and readiness probes. */
export const healthCheckExtensionFactory = defineExtension({
  type: "health_check",
  stability: { extension: "beta" },
  config: healthCheckConfig,
  provides: [statusWatcher],
  create: createHealthCheck,
});

/** Tells the health of the collector and of each pipeline, over HTTP and gRPC. */
export const healthCheckV2ExtensionFactory = defineExtension({
  type: "healthcheckv2",
  stability: { extension: "beta" },
  config: healthCheckV2Config,
  provides: [statusWatcher],
  create: createSecondVersion,
});
