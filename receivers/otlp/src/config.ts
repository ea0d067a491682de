import type { ConfigOf } from "@genai-collector/component";
import { count, flag, hostPort, list, map, oneOf, section, text } from "@genai-collector/config/schema";

const mebibyte = 1_048_576;

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
    default: 20 * mebibyte,
    min: 1,
    doc: "Largest request in bytes, as sent and decompressed. A larger one is answered with 413.",
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
  protocols: map({
    http: section(http, { doc: "OTLP over HTTP. Off unless the key is there." }),
  }),
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
});

export type OtlpReceiverConfig = ConfigOf<typeof otlpReceiverConfig>;
export type OtlpHttpConfig = ConfigOf<typeof http>;
