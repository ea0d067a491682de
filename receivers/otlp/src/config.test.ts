import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpReceiverConfig, type OtlpReceiverConfig } from "./config.ts";

const decode = (raw: object): OtlpReceiverConfig => decodeConfig(otlpReceiverConfig, raw, "receivers::otlp");
const http = (settings: object): object => ({ protocols: { http: settings } });
const grpc = (settings: object): object => ({ protocols: { grpc: settings } });

describe("config", () => {
  it("14. `http:` alone listens on localhost:4318 only, with otelcol's defaults, or an end where otelcol has none", () => {
    expect(decode({ protocols: { http: null } })).toEqual({
      protocols: {
        grpc: undefined,
        http: {
          endpoint: "localhost:4318",
          transport: "tcp",
          tls: undefined,
          auth: undefined,
          cors: undefined,
          middlewares: [],
          traces_url_path: "/v1/traces",
          metrics_url_path: "/v1/metrics",
          logs_url_path: "/v1/logs",
          max_request_body_size: 20_971_520,
          compression_algorithms: ["", "gzip", "zstd", "zlib", "snappy", "deflate", "lz4", "x-snappy-framed"],
          include_metadata: false,
          response_headers: {},
          keep_alives_enabled: true,
          read_timeout: 30_000,
          read_header_timeout: 60_000,
          write_timeout: 30_000,
          idle_timeout: 60_000,
        },
      },
      max_in_flight_bytes: 268_435_456,
      acknowledge: "accepted",
      validate: "items",
    });
  });

  it("13. and 14. `grpc:` alone, null too, listens on localhost:4317 only, with otelcol's defaults", () => {
    expect(decode({ protocols: { grpc: null } }).protocols).toEqual({
      http: undefined,
      grpc: {
        endpoint: "localhost:4317",
        transport: "tcp",
        tls: undefined,
        auth: undefined,
        middlewares: [],
        include_metadata: false,
        max_recv_msg_size_mib: 0,
        max_concurrent_streams: 0,
        read_buffer_size: 524_288,
        write_buffer_size: 0,
        read_timeout: 30_000,
        keepalive: {
          server_parameters: {
            max_connection_idle: 0,
            max_connection_age: 0,
            max_connection_age_grace: 0,
            time: 7_200_000,
            timeout: 20_000,
          },
          enforcement_policy: { min_time: 300_000, permit_without_stream: false },
        },
      },
    });
  });

  it("15. `grpc: {enabled: false}` beside `http:` is HTTP only", () => {
    const { grpc, http } = decode({ protocols: { grpc: { enabled: false }, http: null } }).protocols;
    expect([grpc, http?.endpoint]).toEqual([undefined, "localhost:4318"]);
  });

  it("takes every key of otelcol", () => {
    const shared = {
      include_metadata: true,
      middlewares: [{ id: "memory_limiter/door" }],
      auth: { authenticator: "basicauth/server" },
    };
    const { grpc, http } = decode({
      protocols: {
        grpc: {
          ...shared,
          endpoint: "/run/otlp.sock",
          transport: "unix",
          max_recv_msg_size_mib: 16,
          max_concurrent_streams: 250,
          read_buffer_size: 1_024,
          write_buffer_size: 1_024,
          keepalive: {
            server_parameters: {
              max_connection_idle: "11s",
              max_connection_age: "12s",
              max_connection_age_grace: "13s",
              time: "30s",
              timeout: "5s",
            },
            enforcement_policy: { min_time: "10s", permit_without_stream: true },
          },
        },
        http: {
          ...shared,
          endpoint: "0.0.0.0:4318",
          auth: { authenticator: "basicauth/server", request_params: ["token"] },
          cors: {
            allowed_origins: ["https://*.example.com"],
            allowed_headers: ["X-Tenant"],
            exposed_headers: ["X-Trace"],
            max_age: 7_200,
          },
          compression_algorithms: ["gzip", "lz4"],
          response_headers: { "X-Served-By": "us" },
          keep_alives_enabled: false,
          read_timeout: "1m",
          read_header_timeout: "2s",
          write_timeout: "3s",
          idle_timeout: "4s",
        },
      },
    }).protocols;
    expect(grpc).toMatchObject({ endpoint: "/run/otlp.sock", middlewares: [{ id: "memory_limiter/door" }] });
    expect(http).toMatchObject({ cors: { max_age: 7_200 }, auth: { request_params: ["token"] } });
  });

  it.each([
    ["14. no protocols", { protocols: {} }, /protocols: must specify at least one protocol/],
    ["13. null", null, /protocols: must specify at least one protocol/],
    ["a protocol that is off", http({ enabled: false }), /protocols: must specify at least one protocol/],
    ["a protocol that is not spoken", { protocols: { htpp: {} } }, /protocols::htpp: .*http/],
    ["15. enabled as a text", http({ enabled: "no" }), /protocols::http::enabled/],
    ["an endpoint that is a URL", http({ endpoint: "http://localhost:4318" }), /endpoint: .*host:port/],
    ["an endpoint without a port", http({ endpoint: "localhost" }), /endpoint: .*host:port/],
    [
      "two signals on one path",
      http({ logs_url_path: "v1/traces" }),
      /logs_url_path: must be another path than traces_url_path/,
    ],
    ["a path with a query", http({ logs_url_path: "/l?x=1" }), /logs_url_path: must be a path without/],
    ["an encoding that is not spoken", http({ compression_algorithms: ["br"] }), /compression_algorithms::0/],
    ["a negative size", http({ max_request_body_size: -1 }), /max_request_body_size/],
    ["a port that is none", http({ endpoint: "localhost:65536" }), /endpoint: must have a port up to 65535/],
    ["an address for a unix socket", http({ transport: "unix" }), /endpoint: must be the path of a socket/],
    ["no path for a unix socket", http({ transport: "unix", endpoint: "" }), /endpoint: must be the path of a socket/],
    [
      "a path that is too long for a unix socket",
      http({ transport: "unix", endpoint: `/${"x".repeat(103)}` }),
      /endpoint: must be a path of at most 103 bytes/,
    ],
    ["another transport", http({ transport: "udp" }), /transport/],
    ["a message size beyond what frames can say", grpc({ max_recv_msg_size_mib: 4_096 }), /max_recv_msg_size_mib/],
    ["auth without an authenticator", grpc({ auth: {} }), /auth::authenticator/],
    ["a middleware without an ID", grpc({ middlewares: [{}] }), /middlewares::0::id/],
    ["a header that is none", http({ response_headers: { "a b": "c" } }), /response_headers/],
    ["a misspelt key", http({ include_metdata: true }), /include_metdata: .*include_metadata/],
    ["another acknowledgement", { ...http({}), acknowledge: "maybe" }, /acknowledge/],
    ["another depth of validation", { ...http({}), validate: "shallow" }, /validate/],
  ])("%s: refused, with its place", (_, raw, message) => {
    expect(() => decode(raw as object)).toThrow(message);
  });
});
