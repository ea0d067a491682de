import { validateConfig } from "@genai-collector/config/schema/validate";
import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpGrpcConfig } from "./config.ts";

const problemsOf = (raw: object): readonly string[] => {
  const checked = validateConfig(otlpGrpcConfig, raw);
  return "problems" in checked ? checked.problems.map(({ path, message }) => `${path.join("::")}: ${message}`) : [];
};

const decode = (raw: object) => decodeConfig(otlpGrpcConfig, { endpoint: "h:4317", ...raw }, "otlp_grpc");

describe("defaults", () => {
  it("are otelcol's", () => {
    expect(decode({})).toMatchObject({
      endpoint: "h:4317",
      tls: { insecure: false, insecure_skip_verify: false, min_version: "1.2" },
      compression: "gzip",
      timeout: 5_000,
      headers: {},
      user_agent: "",
      authority: "",
      balancer_name: "round_robin",
      keepalive: undefined,
      wait_for_ready: false,
      read_buffer_size: 0,
      write_buffer_size: 524_288,
      auth: undefined,
      sending_queue: { num_consumers: 10, queue_size: 1_000 },
      retry_on_failure: { enabled: true, initial_interval: 5_000, max_interval: 30_000, max_elapsed_time: 300_000 },
      allow_private: true,
    });
  });

  it("of keepalive count once the key is there", () => {
    const keepalive = { time: 10_000, timeout: 10_000, permit_without_stream: false };
    expect(decode({ keepalive: {} }).keepalive).toEqual(keepalive);
    expect(decode({ keepalive: null }).keepalive).toEqual(keepalive);
    expect(decode({ keepalive: { time: "1m" } }).keepalive).toEqual({ ...keepalive, time: 60_000 });
    expect(decode({ keepalive: { enabled: false } }).keepalive).toBeUndefined();
  });
});

describe("problems", () => {
  it.each([
    [{}, 'endpoint: requires a non-empty "endpoint"'],
    [{ endpoint: "" }, 'endpoint: requires a non-empty "endpoint"'],
    [{ endpoint: "https://" }, 'endpoint: requires a non-empty "endpoint"'],
    [{ endpoint: "h:x" }, 'endpoint: invalid port "x"'],
    [{ endpoint: "h" }, "endpoint: address h: missing port in address"],
    [{ endpoint: "169.254.169.254:4317" }, "endpoint: the address 169.254.169.254 may not be reached"],
    [{ endpoint: "10.0.0.1:4317", allow_private: false }, "endpoint: the address 10.0.0.1 may not be reached"],
    [{ endpoint: "h:1", balancer_name: "x" }, "balancer_name: invalid balancer_name: x"],
    [{ endpoint: "h:1", balancer_name: "" }, "balancer_name: invalid balancer_name: "],
    [{ endpoint: "h:1", compression: "lz4" }, "compression"],
    [{ endpoint: "h:1", timeout: "-1s" }, "timeout"],
    [{ endpoint: "h:1", authority: "a b" }, "authority: must be host:port"],
    [{ endpoint: "h:1", authority: "a\r\nb" }, "authority: must be host:port"],
    [{ endpoint: "h:1", user_agent: "a\nb" }, "user_agent: must be printable ASCII"],
    [{ endpoint: "h:1", headers: { "User-Agent": "x" } }, "headers::user-agent: is set with user_agent"],
    [{ endpoint: "h:1", headers: { TE: "x" } }, "headers::te: is set by the connection"],
    [{ endpoint: "h:1", headers: { "grpc-timeout": "1S" } }, "headers::grpc-timeout: is set by the connection"],
    [{ endpoint: "h:1", headers: { "x!": "x" } }, "headers::x!: is no name of gRPC metadata"],
    [{ endpoint: "h:1", headers: { x: "\u00e4" } }, "headers::x: has a value that is not printable ASCII"],
    [{ endpoint: "h:1", headers: { ":path": "x" } }, "headers"],
    [{ endpoint: "h:1", headers: { x: "a\r\nb: c" } }, "headers"],
    [{ endpoint: "h:1", keepalive: { time: "0s" } }, "keepalive::time"],
    [{ endpoint: "h:1", auth: {} }, "auth::authenticator"],
    [{ endpoint: "h:1", tls: { cert_pem: "x" } }, "tls: for auth via TLS, provide both certificate and key"],
    [{ endpoint: "h:1", tls: { min_version: "1.3", max_version: "1.2" } }, "tls::min_version"],
    [{ endpoint: "h:1", sending_queue: { num_consumers: 0 } }, "sending_queue::num_consumers"],
    [{ endpoint: "h:1", retry_on_failure: { max_elapsed_time: "1s" } }, "retry_on_failure::max_elapsed_time"],
    [{ endpoint: "h:1", ballancer_name: "x" }, "ballancer_name"],
  ])("%j: %s", (raw, problem) => {
    expect(problemsOf(raw).join("\n")).toContain(problem);
  });

  it.each([
    { endpoint: "10.0.0.1:4317" },
    { endpoint: "unix:///run/x", allow_private: false },
    { endpoint: "8.8.8.8:4317", allow_private: false },
    {
      endpoint: "otel.example.com:443",
      headers: [{ name: "X-Tenant", value: "a" }],
      auth: { authenticator: "oauth2client/a" },
    },
    { endpoint: "h:1", headers: { "x-bin": "\u00e4" }, balancer_name: "pick_first", sending_queue: { enabled: false } },
  ])("none: %j", (raw) => {
    expect(problemsOf(raw)).toEqual([]);
  });
});
