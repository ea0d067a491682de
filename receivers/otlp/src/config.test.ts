import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpReceiverConfig, type OtlpReceiverConfig } from "./config.ts";

const decode = (raw: object): OtlpReceiverConfig => decodeConfig(otlpReceiverConfig, raw, "receivers::otlp");
const http = (settings: object): object => ({ protocols: { http: settings } });

describe("config", () => {
  it("`http:` alone listens on localhost:4318 only, with otelcol's defaults", () => {
    expect(decode({ protocols: { http: null } })).toEqual({
      protocols: {
        http: {
          endpoint: "localhost:4318",
          traces_url_path: "/v1/traces",
          metrics_url_path: "/v1/metrics",
          logs_url_path: "/v1/logs",
          max_request_body_size: 20_971_520,
          max_in_flight_bytes: 268_435_456,
          read_timeout: 30_000,
          compression_algorithms: ["", "gzip"],
          include_metadata: false,
        },
      },
      acknowledge: "accepted",
      validate: "items",
    });
  });

  it.each([
    ["no protocols", {}, /protocols: must turn on at least one protocol/],
    ["null", null, /protocols: must turn on at least one protocol/],
    ["a protocol that is off", http({ enabled: false }), /protocols: must turn on at least one protocol/],
    ["a protocol that is not spoken", { protocols: { htpp: {} } }, /protocols::htpp: .*http/],
    ["enabled as a text", http({ enabled: "no" }), /protocols::http::enabled/],
    ["an endpoint that is a URL", http({ endpoint: "http://localhost:4318" }), /endpoint: .*host:port/],
    ["an endpoint without a port", http({ endpoint: "localhost" }), /endpoint: .*host:port/],
    [
      "two signals on one path",
      http({ logs_url_path: "v1/traces" }),
      /logs_url_path: must be another path than traces_url_path/,
    ],
    ["a path with a query", http({ logs_url_path: "/l?x=1" }), /logs_url_path: must be a path without/],
    ["an encoding that is not spoken", http({ compression_algorithms: ["zstd"] }), /compression_algorithms::0/],
    ["a negative size", http({ max_request_body_size: -1 }), /max_request_body_size/],
    ["a misspelt key", http({ include_metdata: true }), /include_metdata: .*include_metadata/],
    ["another acknowledgement", { ...http({}), acknowledge: "maybe" }, /acknowledge/],
    ["another depth of validation", { ...http({}), validate: "shallow" }, /validate/],
  ])("%s: refused, with its place", (_, raw, message) => {
    expect(() => decode(raw as object)).toThrow(message);
  });
});
