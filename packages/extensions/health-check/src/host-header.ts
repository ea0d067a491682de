import type { HealthCheckConfig } from "./config.ts";

/**
 * Whether a request's `Host` is one that leads here by intent: loopback, an IP address (a name is what DNS rebinding
 * needs), the host of the endpoint, or one that was allowed.
 */
export function isAllowedHost(
  header: string | undefined,
  config: Pick<HealthCheckConfig, "endpoint" | "allow_hosts">,
): boolean {
  if (header === undefined) return true; // HTTP/1.0: no browser
  const host = hostOf(header);
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.startsWith("[");
  const names = ["localhost", hostOf(config.endpoint), ...config.allow_hosts.map((name) => name.toLowerCase())];
  return isAddress || names.includes(host);
}

function hostOf(endpoint: string): string {
  return endpoint.toLowerCase().replace(/:\d+$/, "");
}
