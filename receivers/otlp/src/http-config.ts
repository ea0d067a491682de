import type { ConfigOf } from "@genai-collector/component";
import { checkEndpoint, httpServerFields, listenerFields } from "@genai-collector/config/listener";
import { count, duration, list, map, number, oneOf, section, text, type Problem } from "@genai-collector/config/schema";
import { authFields, serverFields } from "./server-config.ts";

/** What 0 stands for, as in otelcol. */
export const defaultMaxBodySize = 20 * 1_048_576;

/** Content encodings that this receiver understands; "" is none. */
const contentEncodings = ["", "gzip", "zstd", "zlib", "snappy", "deflate", "lz4", "x-snappy-framed"] as const;

/** One of them. */
export type ContentEncoding = (typeof contentEncodings)[number];

const urlPath = (signal: string, path: string) =>
  text({ default: path, doc: `Path that takes ${signal}. A leading / is added where it is missing.` });

const cors = map(
  {
    allowed_origins: list(
      text({ min: 1, doc: "An origin such as `https://app.example.com`, or with one * as `https://*.example.com`." }),
      {
        default: [],
        doc: "Pages of these origins may send from a browser. `*` alone allows any, but none that sends credentials.",
      },
    ),
    allowed_headers: list(text({ min: 1, doc: "The name of a header; * is any." }), {
      default: [],
      doc: "Headers that they may send beside the safelisted ones. When empty: `X-Requested-With`.",
    }),
    exposed_headers: list(text({ min: 1, doc: "The name of a header." }), {
      default: [],
      doc: "Headers of the answer that they may read.",
    }),
    max_age: number({
      default: 0,
      min: -1,
      doc: "Seconds that a browser may remember the answer to its preflight. 0: its own default; -1: not at all.",
    }),
  },
  { doc: "Lets pages in browsers send." },
);

const auth = map({
  ...authFields,
  request_params: list(text({ min: 1, doc: "The name of a parameter." }), {
    default: [],
    doc: "Parameters of the URL that the authenticator sees as headers, before headers of the same name.",
  }),
});

/** OTLP over HTTP: `protocols::http`. */
export const httpConfig = map({
  ...listenerFields("localhost:4318"),
  ...serverFields,
  traces_url_path: urlPath("traces", "/v1/traces"),
  metrics_url_path: urlPath("metrics", "/v1/metrics"),
  logs_url_path: urlPath("logs", "/v1/logs"),
  auth: section(auth, { doc: "Lets in who an extension knows. Off unless the key is there." }),
  cors: section(cors, { doc: "Lets pages in browsers send. Off unless the key is there." }),
  max_request_body_size: count({
    default: defaultMaxBodySize,
    doc: "Largest request in bytes, as sent and decompressed. A larger one is answered with 413. 0 means the default.",
  }),
  compression_algorithms: list(oneOf(contentEncodings, { doc: "A content encoding; empty for none." }), {
    default: [...contentEncodings],
    doc: "Content encodings that are accepted.",
  }),
  read_timeout: duration({
    default: "30s",
    doc: "Longest time for a request's body to arrive. A slower one is answered with 408. 0: no limit of its own.",
  }),
  ...httpServerFields,
})
  .check(checkEndpoint)
  .check(checkPaths);

/** What users write at `protocols::http`. */
export type OtlpHttpConfig = ConfigOf<typeof httpConfig>;

/** Pages of a browser that may send: `protocols::http::cors`. */
export type CorsConfig = NonNullable<OtlpHttpConfig["cors"]>;

interface UrlPaths {
  readonly traces_url_path: string;
  readonly metrics_url_path: string;
  readonly logs_url_path: string;
}

/** Two signals on one path could not be told apart. */
function checkPaths(config: UrlPaths, problem: Problem): void {
  const owners = new Map<string, string>();
  for (const key of ["traces_url_path", "metrics_url_path", "logs_url_path"] as const) {
    const path = withLeadingSlash(config[key]);
    const owner = owners.get(path);
    if (owner !== undefined) problem(key, `must be another path than ${owner}`);
    if (/[?#\s]/.test(path)) problem(key, "must be a path without ?, # and spaces");
    owners.set(path, key);
  }
}

/** As otelcol reads paths. */
export function withLeadingSlash(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
