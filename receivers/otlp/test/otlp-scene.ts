import {
  TimedSuspicion,
  type Body,
  type Component,
  type Host,
  type HttpClient,
  type Signal,
} from "@genai-collector/component";
import {
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
import { parse, Root } from "protobufjs";
import { otlpReceiverFactory } from "../src/index.ts";

/** What a client sees of an answer. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly text: string;
}

export interface SendOptions {
  readonly method?: string;
  /** The sender leaves when it fires. */
  readonly signal?: AbortSignal;
}

export interface SceneOptions {
  /** Beside `protocols: { http: {} }`. */
  readonly config?: object;
  readonly http?: object;
  /** The signals that some pipeline takes; all when absent. */
  readonly signals?: readonly Signal[];
  readonly workers?: number;
  /** Without extensions when absent. */
  readonly host?: Host;
}

const protobuf = "application/x-protobuf";
export const endpoint = "http://localhost:4318";

/** A receiver in one process, a client in another, sinks behind the receiver; all in virtual time. */
export class OtlpScene {
  readonly world = new World();
  readonly runtime = new VirtualRuntime(this.world, { tracing: true });
  readonly recorded = new Recorded();
  readonly suspicion = new TimedSuspicion(this.runtime.clock);
  readonly sinks = { traces: new TracesSink(), metrics: new MetricsSink(), logs: new LogsSink() };
  readonly receiver: Component;
  readonly #client: HttpClient = new VirtualRuntime(this.world).http.open({});

  constructor({ config = {}, http = {}, signals = ["traces", "metrics", "logs"], workers = 1 }: SceneOptions = {}) {
    const raw = { protocols: { http }, ...config };
    const settings = createSettings<NonNullable<typeof otlpReceiverFactory.instruments>>("otlp", this.runtime, {
      recorded: this.recorded,
      suspicion: this.suspicion,
      instruments: otlpReceiverFactory.instruments,
      worker: { index: 0, count: workers },
    });
    const { traces, metrics, logs } = this.sinks;
    const outputs = createOutputs({
      traces: signals.includes("traces") ? [traces] : undefined,
      metrics: signals.includes("metrics") ? [metrics] : undefined,
      logs: signals.includes("logs") ? [logs] : undefined,
    });
    const decoded = decodeConfig(otlpReceiverFactory.config, raw, "receivers::otlp");
    this.receiver = otlpReceiverFactory.create(settings, decoded, outputs);
  }

  static async started(options: SceneOptions = {}): Promise<OtlpScene> {
    const scene = new OtlpScene(options);
    await scene.receiver.start(options.host ?? createHost());
    return scene;
  }

  /** Sends one request without advancing time. */
  async send(
    path: string,
    body: Uint8Array | readonly Uint8Array[] = [],
    headers: Readonly<Record<string, string>> = {},
    { method = "POST", signal = new AbortController().signal }: SendOptions = {},
  ): Promise<Answered> {
    const parts = body instanceof Uint8Array ? [body] : body;
    const given = { "content-type": protobuf, ...headers };
    const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
    const answer = await this.#client.request({
      method,
      url: `${endpoint}${path}`,
      headers: sent,
      body: parts,
      signal,
    });
    return readAnswer(answer);
  }

  /** Sends one request, and advances until it is answered. */
  post(...request: Parameters<OtlpScene["send"]>): Promise<Answered> {
    return this.world.until(this.send(...request));
  }

  stop(signal: AbortSignal = new AbortController().signal): Promise<void> {
    return this.world.until(this.receiver.shutdown(signal));
  }
}

async function readAnswer(answer: {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}): Promise<Answered> {
  const body = await answer.body.read(1_000_000);
  return { status: answer.status, headers: answer.headers, body, text: new TextDecoder().decode(body) };
}

/** An independent decoder of what the receiver answers. */
const { root } = parse(
  `syntax = "proto3";
   message Any { string type_url = 1; bytes value = 2; }
   message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
   message Duration { int64 seconds = 1; int32 nanos = 2; }
   message RetryInfo { Duration retry_delay = 1; }
   message PartialSuccess { int64 rejected = 1; string error_message = 2; }
   message Response { PartialSuccess partial_success = 1; }`,
  new Root(),
  { keepCase: false },
);

/** A protobuf answer as plain values, 64-bit integers as text. */
export function decodeAnswer(type: "Status" | "Response", { body }: { readonly body: Uint8Array }): unknown {
  return decode(type, body);
}

/** The delay in the details of a `Status`. */
export function retryDelayOf(status: Uint8Array): unknown {
  const { details } = decode("Status", status) as { details: readonly { typeUrl: string; value: Uint8Array }[] };
  const detail = details.find(({ typeUrl }) => typeUrl === "type.googleapis.com/google.rpc.RetryInfo");
  return (decode("RetryInfo", detail!.value) as { retryDelay: unknown }).retryDelay;
}

function decode(type: string, bytes: Uint8Array): unknown {
  const message = root.lookupType(type);
  return message.toObject(message.decode(bytes), { longs: String });
}
