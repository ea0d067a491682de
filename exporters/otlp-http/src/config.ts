import { httpClientConfig } from "@genai-collector/config/http-client";
import {
  duration,
  endpoint,
  flag,
  headers,
  list,
  map,
  oneOf,
  optional,
  text,
  type ConfigOf,
} from "@genai-collector/config/schema";
import { retryConfig } from "@genai-collector/exporterhelper";

/** Headers that belong to one connection (RFC 9110 §7.6.1), or that the exporter sets itself. */
const reservedHeaders = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export const otlpHttpConfig = map({
  endpoint: optional(
    endpoint({ doc: "Base URL of the sink; `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended. https, or http." }),
  ),
  traces_endpoint: optional(endpoint({ doc: "Whole URL for traces, instead of one under `endpoint`." })),
  metrics_endpoint: optional(endpoint({ doc: "Whole URL for metrics, instead of one under `endpoint`." })),
  logs_endpoint: optional(endpoint({ doc: "Whole URL for logs, instead of one under `endpoint`." })),
  encoding: oneOf(["proto", "json"], { default: "proto", doc: "How requests are written." }),
  compression: oneOf(["gzip", "none"], { default: "gzip", doc: "How requests are compressed." }),
  headers: headers({ default: {}, doc: "Sent with every request. Values are secrets." }),
  timeout: duration({ default: "30s", doc: "Longest time for one attempt. 0s: no limit." }),
  ...retryConfig,
  partial_400: oneOf(["some_stored", "none_stored"], {
    default: "some_stored",
    doc: "What the sink does with the good part of a request that it answers with 400. Only where it stores none of it are sums and logs sent again in parts, to find the bad items.",
  }),
  allow_hosts: list(text({ min: 1, doc: "A host name." }), {
    default: [],
    doc: "The only hosts that may be reached. Empty: any whose address is allowed.",
  }),
  allow_private: flag({
    default: true,
    doc: "Allow loopback and private addresses, where most sinks are. Cloud metadata addresses stay refused.",
  }),
  user_agent: httpClientConfig.user_agent,
}).check((config, problem) => {
  for (const name of Object.keys(config.headers)) {
    if (reservedHeaders.has(name)) problem(`headers::${name}`, "is set by the connection, not by configuration");
  }
  const own = [config.traces_endpoint, config.metrics_endpoint, config.logs_endpoint];
  if (config.endpoint === undefined && own.every((each) => each === undefined)) {
    problem("endpoint", "is required, or at least one endpoint of a signal");
  }
});

export type OtlpHttpConfig = ConfigOf<typeof otlpHttpConfig>;
