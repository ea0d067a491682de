export type { HealthCheckConfig, HealthCheckV2Config } from "./config.ts";
export { healthCheckExtensionFactory, healthCheckV2ExtensionFactory } from "./factory.ts";
