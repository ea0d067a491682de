import { CollectorError, type ExportTarget, type Signal } from "@genai-collector/component";
import type { OtlpHttpConfig } from "./config.ts";

/** The URL that a signal goes to. Throws `misconfigured` where only other signals have one. */
export function endpointOf(config: OtlpHttpConfig, signal: Signal): string {
  const own = config[`${signal}_endpoint`];
  if (own !== undefined) return own;
  if (config.endpoint !== undefined) return `${config.endpoint.replace(/\/+$/, "")}/v1/${signal}`;
  throw new CollectorError("EXPORT_MISCONFIGURED", `neither endpoint nor ${signal}_endpoint is set`, {
    kind: "misconfigured",
  });
}

/** otelcol's labels for a URL: its host, its port where it names one, its path. */
export function targetOf(url: string): ExportTarget {
  const { hostname, pathname } = new URL(url);
  // Not of `URL`, which forgets a port that is its scheme's own.
  const port = /^[^/]+:\/\/[^/?#]*:([0-9]+)(?:[/?#]|$)/.exec(url)?.[1];
  const server = { "server.address": hostname.replace(/^\[(.*)\]$/, "$1"), "url.path": pathname };
  return port === undefined ? server : { ...server, "server.port": port };
}
