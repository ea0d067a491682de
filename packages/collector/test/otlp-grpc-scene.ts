import { readFileSync } from "node:fs";
import { Client, credentials, Metadata, type ChannelCredentials, type ServiceError } from "@grpc/grpc-js";
import type { Listener, Payload } from "@genai-collector/component";
import { otlpReceiverFactory } from "@genai-collector/receiver-otlp";
import {
  concat,
  createHost,
  createOutputs,
  createSettings,
  decodeConfig,
  LogsSink,
  MetricsSink,
  TracesSink,
} from "@genai-collector/testkit";
import { onTestFinished } from "vitest";
import { systemRuntime } from "../src/runtime/runtime.ts";

/** The path of a certificate that is for tests only. */
export const pemPath = (name: string): string =>
  new URL(`../../config/testdata/tls/${name}.pem`, import.meta.url).pathname;

export const pem = (name: string): Buffer => readFileSync(pemPath(name));

export const requestOf = (payload: Payload): Uint8Array => concat(payload.encoded().map(({ bytes }) => bytes));

export const exportPath = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
} as const;

/** An OTLP receiver for gRPC on a real socket; `endpoint` is where it listens. */
export async function startReceiver(grpc: object = {}, config: object = {}) {
  const started = await startProtocols({ grpc: { endpoint: "127.0.0.1:0", ...grpc } }, config);
  return { ...started, endpoint: started.endpoints[0]! };
}

/** An OTLP receiver on real sockets; `endpoints` is where it listens, gRPC first. */
export async function startProtocols(protocols: object, config: object = {}) {
  const sinks = { traces: new TracesSink(), metrics: new MetricsSink(), logs: new LogsSink() };
  const listeners: Listener[] = [];
  const runtime = {
    ...systemRuntime,
    servers: {
      listen: async (...given: Parameters<typeof systemRuntime.servers.listen>) => {
        const listener = await systemRuntime.servers.listen(...given);
        listeners.push(listener);
        return listener;
      },
    },
  };
  const settings = createSettings<NonNullable<typeof otlpReceiverFactory.instruments>>("otlp", runtime);
  const raw = { protocols, ...config };
  const receiver = otlpReceiverFactory.create(
    settings,
    decodeConfig(otlpReceiverFactory.config, raw, "receivers::otlp"),
    createOutputs({ traces: [sinks.traces], metrics: [sinks.metrics], logs: [sinks.logs] }),
  );
  await receiver.start(createHost());
  onTestFinished(() => receiver.shutdown(AbortSignal.abort()));
  return { sinks, receiver, endpoints: listeners.map(({ endpoint }) => endpoint) };
}

/** A client of another implementation. */
export function openClient(
  target: string,
  security: ChannelCredentials = credentials.createInsecure(),
  options: object = {},
): Client {
  const client = new Client(target, security, options);
  onTestFinished(() => client.close());
  return client;
}

/** What a call ended with: the response's bytes, or the error. */
export interface Outcome {
  readonly response: Uint8Array | undefined;
  readonly error: ServiceError | undefined;
}

/** Exports a request as it is. `cancel` ends the call. */
export function call(
  client: Client,
  body: Uint8Array,
  options: { readonly path?: string; readonly deadlineMs?: number } = {},
): { readonly outcome: Promise<Outcome>; cancel(): void } {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const { path = exportPath.traces, deadlineMs } = options;
  const calling = client.makeUnaryRequest(
    path,
    (bytes: Uint8Array) => Buffer.from(bytes),
    (bytes: Buffer) => Uint8Array.from(bytes),
    body,
    new Metadata(),
    deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs },
    (error, response) => resolve({ response, error: error ?? undefined }),
  );
  return { outcome: promise, cancel: () => calling.cancel() };
}
