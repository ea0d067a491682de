import type { ListenOptions } from "@genai-collector/component";
import { duration, flag, headers, type ConfigOf, type map } from "../schema/index.ts";

/** How an HTTP server treats its connections, in otelcol's keys, to be spread into its map. */
export const httpServerFields = {
  response_headers: headers({ default: {}, doc: "Headers of every answer." }),
  keep_alives_enabled: flag({ default: true, doc: "false: each request has its own connection." }),
  read_header_timeout: duration({
    default: "1m",
    doc: "Longest time for a request's headers to arrive. 0 means 1m.",
  }),
  write_timeout: duration({
    default: "30s",
    doc: "How long a client may take nothing of its answer. 0 means 30s.",
  }),
  idle_timeout: duration({
    default: "1m",
    doc: "How long a connection may be idle between requests. 0 means 1m.",
  }),
};

/** The decoded fields. */
export type HttpServerConfig = ConfigOf<ReturnType<typeof map<typeof httpServerFields>>>;

/** The runtime's own, which are safe, stand where otelcol would wait for ever. */
const orDefault = (value: number): number | undefined => (value === 0 ? undefined : value);

/** How the runtime is to listen for HTTP/1.1. */
export function httpListenOptions(
  config: Omit<HttpServerConfig, "response_headers"> & { readonly transport: "tcp" | "unix" },
): ListenOptions {
  return {
    transport: config.transport,
    protocol: "http1",
    headersTimeoutMs: orDefault(config.read_header_timeout),
    idleTimeoutMs: orDefault(config.idle_timeout),
    writeTimeoutMs: orDefault(config.write_timeout),
    keepsAlive: config.keep_alives_enabled,
  };
}
