import type { ConfigOf } from "@genai-collector/component";
import {
  bytes,
  count,
  duration,
  flag,
  hostPort,
  list,
  map,
  oneOf,
  section,
  text,
} from "@genai-collector/config/schema";

const mebibyte = 1_048_576;

/** What 0 stands for, as in otelcol. */
export const defaultMaxBodySize = 20 * mebibyte;

/** Content encodings that this receiver understands; "" is none. */
export const compressionAlgorithms = ["", "gzip"] as const;

const urlPath = (signal: string, path: string) =>
  text({ default: path, doc: `Path that takes ${signal}. A leading / is added where it is missing.` });

const http = map({
  endpoint: hostPort({
    default: "localhost:4318",
    doc: "Address to listen on. Any interface but loopback must be asked for, for example `0.0.0.0:4318`.",
  }),
  traces_url_path: urlPath("traces", "/v1/traces"),
  metrics_url_path: urlPath("metrics", "/v1/metrics"),
  logs_url_path: urlPath("logs", "/v1/logs"),
  max_request_body_size: count({
    default: defaultMaxBodySize,
    doc: "Largest request in bytes, as sent and decompressed. A larger one is answered with 413. 0 means the default.",
  }),
  max_in_flight_bytes: bytes({
    default: 256 * mebibyte,
    min: 1,
    doc: "Requests that are under way may hold so many bytes together, in all workers. A further one is answered with 429.",
  }),
  read_timeout: duration({
    default: "30s",
    doc: "Longest time for a request's body to arrive. A slower one is answered with 408. 0 means no limit of its own.",
  }),
  compression_algorithms: list(oneOf(compressionAlgorithms, { doc: "A content encoding; empty for none." }), {
    default: [...compressionAlgorithms],
    doc: "Content encodings that are accepted.",
  }),
  include_metadata: flag({
    default: false,
    doc: "Keep the request's headers beside the data, for what routes or authenticates by them.",
  }),
});

export const otlpReceiverConfig = map({
  protocols: map(
    { http: section(http, { doc: "OTLP over HTTP. Off unless the key is there." }) },
    { doc: "How applications may send. At least one." },
  ),
  acknowledge: oneOf(["accepted", "delivered"], {
    default: "accepted",
    doc: "When a client is answered: once a batch or queue has its data, or once the sink (or a durable queue) has it.",
  }),
  validate: oneOf(["items", "full"], {
    default: "items",
    doc: "How deep a request is checked at the door: down to each span, data point and record, or everything inside them too.",
  }),
}).check((config, problem) => {
  if (config.protocols.http === undefined)
    problem("protocols", "must turn on at least one protocol, for example `http:`");
  else checkPaths(config.protocols.http, problem);
});

export type OtlpReceiverConfig = ConfigOf<typeof otlpReceiverConfig>;
export type OtlpHttpConfig = ConfigOf<typeof http>;

/** Two signals on one path could not be told apart. */
function checkPaths(config: OtlpHttpConfig, problem: (path: string, message: string) => void): void {
  const owners = new Map<string, string>();
  for (const key of ["traces_url_path", "metrics_url_path", "logs_url_path"] as const) {
    const path = withLeadingSlash(config[key]);
    const owner = owners.get(path);
    if (owner !== undefined) problem(`protocols::http::${key}`, `must be another path than ${owner}`);
    if (/[?#\s]/.test(path)) problem(`protocols::http::${key}`, "must be a path without ?, # and spaces");
    owners.set(path, key);
  }
}

/** As otelcol reads paths. */
export function withLeadingSlash(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
