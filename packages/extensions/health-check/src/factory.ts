import { defineExtension, statusWatcher } from "@genai-collector/component";
import { healthCheckConfig } from "./config.ts";
import { HealthCheckExtension } from "./health-check-extension.ts";

/** Answers liveness and readiness probes. */
export const healthCheckExtensionFactory = defineExtension({
  type: "health_check",
  stability: { extension: "beta" },
  config: healthCheckConfig,
  provides: [statusWatcher],
  create: (settings, config) => new HealthCheckExtension(settings, config),
});
