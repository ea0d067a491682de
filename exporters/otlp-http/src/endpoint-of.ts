import { CollectorError, type Signal } from "@genai-collector/component";
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
