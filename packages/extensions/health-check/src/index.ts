export type { HealthCheckConfig } from "./config.ts";
export { healthCheckExtensionFactory } from "./factory.ts";
