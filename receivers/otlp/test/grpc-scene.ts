import type { Component, Host, Payload, RequestBody, ServerResponse, Signal } from "@genai-collector/component";
import {
  concat,
  createHost,
  createOutputs,
  createSettings,
  decodeConfig,
  LogsSink,
  MetricsSink,
  Recorded,
  TracesSink,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { otlpReceiverFactory } from "../src/index.ts";
import { decodeAnswer, retryDelayOf } from "./otlp-scene.ts";
import { ScriptedBody } from "./scripted-body.ts";
import { ServerStandIn } from "./server-stand-in.ts";

/** What a gRPC client makes of an answer. */
export interface GrpcAnswer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: number;
  readonly message: string;
  readonly retryDelay: unknown;
  /** The response, where there is one. */
  readonly response: unknown;
}

export interface GrpcCallOptions {
  readonly method?: string;
  readonly signal?: AbortSignal;
}

export interface GrpcSceneOptions {
  readonly grpc?: object;
  readonly config?: object;
  /** The signals that some pipeline takes; all when absent. */
  readonly signals?: readonly Signal[];
  readonly host?: Host;
}

export const exportPath: Readonly<Record<Signal, string>> = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
};

/** A receiver whose gRPC listener is asked with requests made by hand; virtual time. */
export class GrpcScene {
  readonly world = new World();
  readonly servers = new ServerStandIn();
  readonly runtime: VirtualRuntime = new VirtualRuntime(this.world, { tracing: true });
  readonly recorded = new Recorded();
  readonly sinks = { traces: new TracesSink(), metrics: new MetricsSink(), logs: new LogsSink() };
  readonly receiver: Component;

  constructor({ grpc = {}, config = {}, signals = ["traces", "metrics", "logs"] }: GrpcSceneOptions = {}) {
    const { clock, timers, random, http, files, compress, process } = this.runtime;
    const runtime = { clock, timers, random, http, files, compress, process, servers: this.servers };
    const settings = createSettings<NonNullable<typeof otlpReceiverFactory.instruments>>("otlp", runtime, {
      recorded: this.recorded,
      instruments: otlpReceiverFactory.instruments,
    });
    const { traces, metrics, logs } = this.sinks;
    const outputs = createOutputs({
      traces: signals.includes("traces") ? [traces] : undefined,
      metrics: signals.includes("metrics") ? [metrics] : undefined,
      logs: signals.includes("logs") ? [logs] : undefined,
    });
    const raw = { protocols: { grpc }, ...config };
    this.receiver = otlpReceiverFactory.create(
      settings,
      decodeConfig(otlpReceiverFactory.config, raw, "receivers::otlp"),
      outputs,
    );
  }

  static async started(options: GrpcSceneOptions = {}): Promise<GrpcScene> {
    const scene = new GrpcScene(options);
    await scene.receiver.start(options.host ?? createHost());
    return scene;
  }

  /** Sends one request without advancing time. */
  async send(
    path: string,
    body: RequestBody | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
    { method = "POST", signal = new AbortController().signal }: GrpcCallOptions = {},
  ): Promise<GrpcAnswer> {
    const given = { "content-type": "application/grpc", te: "trailers", host: "collector:4317", ...headers };
    const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
    const answer = await this.servers.listeners[0]!.handle({
      method,
      url: path,
      headers: sent,
      peer: "127.0.0.1:50000",
      signal,
      body: body instanceof Uint8Array ? new ScriptedBody([body]) : body,
    });
    return readAnswer(answer);
  }

  /** Sends one request, and advances until it is answered. */
  call(...request: Parameters<GrpcScene["send"]>): Promise<GrpcAnswer> {
    return this.world.until(this.send(...request));
  }

  /** Exports traces. */
  export(body: RequestBody | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<GrpcAnswer> {
    return this.call(exportPath.traces, body, headers);
  }

  stop(): Promise<void> {
    return this.world.until(this.receiver.shutdown(new AbortController().signal));
  }
}

/** The body of a request with this payload. */
export const requestOf = (payload: Payload): Uint8Array => concat(payload.encoded().map(({ bytes }) => bytes));

/** One message as it travels. */
export function framed(message: Uint8Array, flag = 0, length = message.length): Uint8Array {
  const prefix = new Uint8Array(5);
  prefix[0] = flag;
  new DataView(prefix.buffer).setUint32(1, length);
  return concat([prefix, message]);
}

/** As clients do: the status stands behind the body, or in the headers of an answer without one. */
function readAnswer({ status, headers, trailers, body }: ServerResponse): GrpcAnswer {
  const bytes = concat(body as readonly Uint8Array[]);
  const last = trailers ?? headers;
  const details = last["grpc-status-details-bin"];
  return {
    httpStatus: status,
    headers,
    code: Number(last["grpc-status"]),
    message: decodeURIComponent(last["grpc-message"] ?? ""),
    retryDelay: details === undefined ? undefined : retryDelayOf(Uint8Array.from(Buffer.from(details, "base64"))),
    response: bytes.length === 0 ? undefined : decodeAnswer("Response", { body: messageOf(bytes) }),
  };
}

function messageOf(framedBytes: Uint8Array): Uint8Array {
  const length = new DataView(framedBytes.buffer, framedBytes.byteOffset).getUint32(1);
  if (framedBytes[0] !== 0 || framedBytes.length !== 5 + length) throw new Error("not one whole message");
  return framedBytes.subarray(5);
}
