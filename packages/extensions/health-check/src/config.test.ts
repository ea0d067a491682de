import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { healthCheckConfig, healthCheckV2Config, keysWithoutEffect } from "./config.ts";

const first = (raw: object) => decodeConfig(healthCheckConfig, raw, "health_check");
const second = (raw: object) => decodeConfig(healthCheckV2Config, raw, "healthcheckv2");
const tls = { cert_file: "/cert.pem", key_file: "/key.pem" };

describe("health_check", () => {
  it.each([
    [{ path: "health" }, /health_check::path: must be a path that begins with \//],
    [{ path: "/a?b" }, /path/],
    [{ path: "/a b" }, /path/],
    [{ status_path: "" }, /status_path/],
    [{ path: "/status" }, /status_path: must be another path than path/],
    [{ endpoint: "localhost" }, /endpoint: must be host:port/],
    [{ allow_hosts: [""] }, /allow_hosts/],
    [{ tls: { cert_file: "/cert.pem" } }, /tls: .*certificate and key/],
    [{ auth: {} }, /auth::authenticator/],
    [{ http: null }, /health_check::http: needs `use_v2: true`, or the type healthcheckv2/],
    [{ grpc: {} }, /health_check::grpc: needs `use_v2: true`/],
    [
      { component_health: { include_recoverable_errors: true } },
      /health_check::component_health: needs `use_v2: true`/,
    ],
    [{ use_v2: true }, /must specify at least one protocol/],
    [{ use_v2: true, http: { enabled: false } }, /must specify at least one protocol/],
  ])("%j is refused", (config, message) => {
    expect(() => first(config)).toThrow(message);
  });

  it("takes otelcol's check_collector_pipeline, which has no effect", () => {
    const config = { check_collector_pipeline: { enabled: true, interval: "5m", exporter_failure_threshold: 5 } };
    expect(() => first(config)).not.toThrow();
  });

  it.each([
    [{ use_v2: true, http: {} }, []],
    [{ use_v2: true, http: {}, path: "/" }, []],
    [
      { use_v2: true, grpc: {}, endpoint: "0.0.0.0:1", path: "/x", tls, response_body: { healthy: "x" } },
      ["endpoint", "tls", "path", "response_body"],
    ],
    [
      { use_v2: true, http: {}, transport: "unix", endpoint: "/a.sock", response_headers: { a: "b" }, idle_timeout: 0 },
      ["endpoint", "transport", "response_headers", "idle_timeout"],
    ],
  ])("of %j, %j have no effect in the second version", (config, keys) => {
    expect(keysWithoutEffect(first(config))).toEqual(keys);
  });
});

describe.each([
  ["healthcheckv2", second],
  ["health_check with use_v2", (raw: object) => first({ use_v2: true, ...raw })],
])("%s", (_name, decode) => {
  it("has otelcol's defaults", () => {
    expect(decode({ http: null, grpc: null })).toMatchObject({
      component_health: {
        include_permanent_errors: false,
        include_recoverable_errors: false,
        recovery_duration: 0,
      },
      http: {
        endpoint: "localhost:13133",
        status: { enabled: true, path: "/status", include_attributes: false },
        config: { enabled: false, path: "/config" },
      },
      grpc: { endpoint: "localhost:13132", transport: "tcp" },
    });
  });

  it("takes the example of otelcol's manual", () => {
    const config = {
      component_health: {
        include_permanent_errors: false,
        include_recoverable_errors: true,
        recovery_duration: "5m",
      },
      http: {
        endpoint: "localhost:13133",
        status: { enabled: true, path: "/health/status" },
        config: { enabled: true, path: "/health/config" },
      },
      grpc: { endpoint: "localhost:13132", transport: "tcp" },
      use_v2: true,
    };
    expect(decode(config)).toMatchObject({ component_health: { recovery_duration: 300_000 } });
  });

  it.each([
    [{}, /must specify at least one protocol/],
    [{ http: { enabled: false } }, /must specify at least one protocol/],
    [{ http: { endpoint: "localhost" } }, /http::endpoint: must be host:port/],
    [{ http: { status: { path: "status" } } }, /http::status::path: must be a path that begins with \//],
    [{ http: { config: { enabled: true, path: "" } } }, /http::config::path: must be a path that begins with \//],
    [
      { http: { config: { enabled: true, path: "/status" } } },
      /http::config::path: must be another path than status::path/,
    ],
    [{ grpc: { endpoint: "" } }, /grpc::endpoint: must be host:port/],
    [{ grpc: { transport: "udp" } }, /grpc::transport/],
    [{ grpc: { transport: "unix" } }, /grpc::endpoint: must be the path of a socket/],
    [{ grpc: { max_watches: 0 } }, /grpc::max_watches/],
    [{ grpc: { tls: {} } }, /grpc::tls: .*certificate and key/],
    [{ http: {}, component_health: { recovery_duration: "-1s" } }, /component_health::recovery_duration/],
    [{ http: { statos: {} } }, /http::statos.*status/],
  ])("refuses %j", (config, message) => {
    expect(() => decode(config)).toThrow(message);
  });

  it("lets one path serve what is on when the other is off", () => {
    expect(() =>
      decode({ http: { status: { enabled: false }, config: { enabled: true, path: "/status" } } }),
    ).not.toThrow();
    expect(() => decode({ http: { config: { path: "/status" } } })).not.toThrow();
  });
});

it("healthcheckv2 is the second version alone", () => {
  expect(() => second({ use_v2: false, http: {} })).toThrow(/use_v2: must be true; .*health_check/);
  expect(() => second({ path: "/", http: {} })).toThrow(/healthcheckv2::path/);
});
