import { clientAuthenticator } from "@genai-collector/component";
import { httpClientConfig } from "@genai-collector/config/http-client";
import {
  count,
  duration,
  endpoint,
  extensionId,
  flag,
  headers,
  id,
  list,
  map,
  oneOf,
  optional,
  text,
  type ConfigOf,
  type Problem,
} from "@genai-collector/config/schema";
import { tlsClientConfig } from "@genai-collector/config/tls";
import { deadLetterConfig, queueConfig, retryConfig } from "@genai-collector/exporterhelper";
import { problemOfLevel } from "./compression-level.ts";
import { connectionConfig } from "./connection-config.ts";
import { problemOfHeader } from "./reserved-headers.ts";

const compressions = ["gzip", "zstd", "zlib", "deflate", "snappy", "x-snappy-framed", "lz4", "none"] as const;

export const otlpHttpConfig = map({
  endpoint: optional(
    endpoint({ doc: "Base URL of the sink; `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended. https, or http." }),
  ),
  traces_endpoint: optional(endpoint({ doc: "Whole URL for traces, instead of one under `endpoint`." })),
  metrics_endpoint: optional(endpoint({ doc: "Whole URL for metrics, instead of one under `endpoint`." })),
  logs_endpoint: optional(endpoint({ doc: "Whole URL for logs, instead of one under `endpoint`." })),
  profiles_endpoint: optional(
    endpoint({ doc: "For compatibility; has no effect: there are no pipelines of profiles." }),
  ),
  encoding: oneOf(["proto", "json"], { default: "proto", doc: "How requests are written." }),
  compression: oneOf(compressions, { default: "gzip", doc: "How requests are compressed." }),
  compression_params: map(
    {
      level: count({
        default: 0,
        min: -2,
        doc: "0: a fast one. gzip, zlib and deflate: 1 to 9, -1 for the algorithm's own default, -2 for Huffman coding alone. zstd: 1 to 22. The others have none.",
      }),
    },
    { doc: "How hard it is tried to make requests small." },
  ),
  headers: headers({
    default: {},
    doc: "Sent with every request; `Host` instead of the endpoint's. Values are secrets. One that is empty is left out.",
  }),
  auth: optional(
    map(
      {
        authenticator: extensionId(clientAuthenticator, {
          doc: "The extension that puts credentials on each request.",
        }),
      },
      { doc: "Credentials that an extension provides." },
    ),
  ),
  tls: tlsClientConfig,
  timeout: duration({ default: "30s", doc: "Longest time for one attempt, its answer included. 0s: no limit." }),
  ...retryConfig,
  ...queueConfig,
  ...deadLetterConfig,
  ...connectionConfig,
  middlewares: list(map({ id: id({ doc: "The extension." }) }), {
    default: [],
    doc: "For compatibility: must be empty, since no extension acts on outgoing requests.",
  }),
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
  checkEndpoints(config, problem);
  for (const [name, value] of Object.entries(config.headers)) {
    const found = problemOfHeader(name, value.reveal());
    if (found !== undefined) problem(`headers::${name}`, found);
  }
  const level = problemOfLevel(config.compression, config.compression_params.level);
  if (level !== undefined) problem("compression_params::level", level);
  if (config.middlewares.length > 0)
    problem("middlewares::0::id", "cannot stand here: no extension acts on outgoing requests");
});

export type OtlpHttpConfig = ConfigOf<typeof otlpHttpConfig>;

const endpointKeys = ["endpoint", "traces_endpoint", "metrics_endpoint", "logs_endpoint", "profiles_endpoint"] as const;

function checkEndpoints(
  config: { readonly [K in (typeof endpointKeys)[number]]: string | undefined },
  problem: Problem,
): void {
  if (endpointKeys.every((key) => config[key] === undefined))
    problem("endpoint", "at least one endpoint must be specified");
  const base = config.endpoint === undefined ? undefined : URL.parse(config.endpoint);
  if (base !== undefined && base !== null && (base.search !== "" || base.hash !== ""))
    problem(
      "endpoint",
      "must end with its path, to which that of each signal is appended; use traces_endpoint and its like",
    );
}
