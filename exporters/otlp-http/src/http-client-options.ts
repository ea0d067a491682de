import type { GuardedClientOptions, HttpClientConfig } from "@genai-collector/config/http-client";
import type { ClientTls } from "@genai-collector/config/tls";
import type { OtlpHttpConfig } from "./config.ts";

const userAgent = "genai-collector-otlp-http-exporter";

/** otelcol's 0 stands for no limit, where the client's stands for nothing. */
const orNone = (limit: number): number | undefined => (limit === 0 ? undefined : limit);

/** What the exporter's HTTP client may reach. Time and size are kept by the exporter itself. */
export function guardOf({ allow_hosts, allow_private, user_agent }: OtlpHttpConfig): HttpClientConfig {
  return { allow_hosts, allow_private, user_agent, timeout: Infinity, max_response_body_size: Infinity };
}

/** How its connections are made and kept. */
export function clientOptions(config: OtlpHttpConfig, tls: ClientTls): GuardedClientOptions {
  return {
    userAgent,
    allowCleartext: true,
    tls: tls.current,
    keepsCookies: config.cookies.enabled,
    proxyUrl: config.proxy_url?.reveal(),
    connections: orNone(config.max_conns_per_host),
    maxIdleConnections: orNone(config.max_idle_conns),
    maxIdleConnectionsPerOrigin: orNone(config.max_idle_conns_per_host),
    idleTimeoutMs: config.disable_keep_alives ? 0 : (orNone(config.idle_conn_timeout) ?? Infinity),
    allowsHttp2: config.force_attempt_http2,
    pingAfterMs: orNone(config.http2_read_idle_timeout),
    pingTimeoutMs: config.http2_ping_timeout,
  };
}
