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
  const isAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || /^\[[0-9a-f:.]+\]$/.test(host);
  return isAddress || ["localhost", config.endpoint, ...config.allow_hosts].some((name) => hostOf(name) === host);
}

/** Without port, capitals, and the dot that a whole name may end with. */
function hostOf(endpoint: string): string {
  return endpoint
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/(?<=.)\.$/, "");
}
