import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { otlpReceiverConfig, type OtlpReceiverConfig } from "./config.ts";
import { grpcListenOptions, httpListenOptions } from "./listen-options.ts";

const decode = (protocols: object): OtlpReceiverConfig["protocols"] =>
  decodeConfig(otlpReceiverConfig, { protocols }, "receivers::otlp").protocols;

describe("how the runtime is told to listen", () => {
  it("for gRPC: HTTP/2 with gRPC's own defaults, and without end where otelcol has none", () => {
    expect(grpcListenOptions(decode({ grpc: null }).grpc!, false)).toEqual({
      transport: "tcp",
      protocol: "http2",
      isShared: false,
      http2: {
        maxConcurrentStreams: undefined,
        maxConnectionIdleMs: undefined,
        maxConnectionAgeMs: undefined,
        maxConnectionAgeGraceMs: undefined,
        pingAfterMs: 7_200_000,
        pingTimeoutMs: 20_000,
        minClientPingMs: 300_000,
        allowsPingWithoutStream: false,
      },
    });
  });

  it("for gRPC, as keepalive says; 0 is the default of each", () => {
    const keepalive = {
      server_parameters: {
        max_connection_idle: "1s",
        max_connection_age: "2s",
        max_connection_age_grace: "3s",
        time: "4s",
        timeout: "5s",
      },
      enforcement_policy: { min_time: "6s", permit_without_stream: true },
    };
    const given = decode({ grpc: { keepalive, max_concurrent_streams: 7, transport: "unix", endpoint: "/s" } }).grpc!;
    expect(grpcListenOptions(given, true)).toEqual({
      transport: "unix",
      protocol: "http2",
      isShared: true,
      http2: {
        maxConcurrentStreams: 7,
        maxConnectionIdleMs: 1_000,
        maxConnectionAgeMs: 2_000,
        maxConnectionAgeGraceMs: 3_000,
        pingAfterMs: 4_000,
        pingTimeoutMs: 5_000,
        minClientPingMs: 6_000,
        allowsPingWithoutStream: true,
      },
    });
    const zero = { server_parameters: { time: "0s", timeout: "0s" }, enforcement_policy: { min_time: "0s" } };
    expect(grpcListenOptions(decode({ grpc: { keepalive: zero } }).grpc!, false).http2).toMatchObject({
      pingAfterMs: 7_200_000,
      pingTimeoutMs: 20_000,
      minClientPingMs: 300_000,
    });
  });

  it("for HTTP: with an end to everything that otelcol leaves open", () => {
    expect(httpListenOptions(decode({ http: null }).http!, false)).toEqual({
      transport: "tcp",
      protocol: "http1",
      isShared: false,
      headersTimeoutMs: 60_000,
      idleTimeoutMs: 60_000,
      writeTimeoutMs: 30_000,
      keepsAlive: true,
    });
    const given = { read_header_timeout: "1s", idle_timeout: "2s", write_timeout: 0, keep_alives_enabled: false };
    expect(httpListenOptions(decode({ http: given }).http!, true)).toMatchObject({
      isShared: true,
      headersTimeoutMs: 1_000,
      idleTimeoutMs: 2_000,
      writeTimeoutMs: undefined,
      keepsAlive: false,
    });
  });
});
