import type { ListenOptions } from "@genai-collector/component";
import { httpListenOptions as httpServerOptions } from "@genai-collector/config/listener";
import type { OtlpGrpcConfig } from "./grpc-config.ts";
import type { OtlpHttpConfig } from "./http-config.ts";

/** The runtime's own, which are safe, stand where otelcol would wait for ever. */
const orDefault = (value: number): number | undefined => (value === 0 ? undefined : value);

/** How the runtime is to listen for OTLP over HTTP. `isShared`: other workers listen on the same port. */
export function httpListenOptions(config: OtlpHttpConfig, isShared: boolean): ListenOptions {
  return { ...httpServerOptions(config), isShared };
}

const [twoHours, twentySeconds, fiveMinutes] = [7_200_000, 20_000, 300_000];

/** How the runtime is to listen for OTLP over gRPC. `isShared`: other workers listen on the same port. */
export function grpcListenOptions(config: OtlpGrpcConfig, isShared: boolean): ListenOptions {
  const { server_parameters: server, enforcement_policy: policy } = config.keepalive;
  return {
    transport: config.transport,
    protocol: "http2",
    isShared,
    http2: {
      maxConcurrentStreams: orDefault(config.max_concurrent_streams),
      maxConnectionIdleMs: orDefault(server.max_connection_idle),
      maxConnectionAgeMs: orDefault(server.max_connection_age),
      maxConnectionAgeGraceMs: orDefault(server.max_connection_age_grace),
      pingAfterMs: server.time === 0 ? twoHours : server.time,
      pingTimeoutMs: server.timeout === 0 ? twentySeconds : server.timeout,
      minClientPingMs: policy.min_time === 0 ? fiveMinutes : policy.min_time,
      allowsPingWithoutStream: policy.permit_without_stream,
    },
  };
}
