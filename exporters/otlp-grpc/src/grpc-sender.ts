import {
  isCollectorError,
  type ClientAuthenticator,
  type CollectorError,
  type Payload,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import type { Sender, SendRequest } from "@genai-collector/exporterhelper";
import {
  OutgoingHeaders,
  parsePartialSuccess,
  PartialSuccesses,
  tryReadRpcStatus,
} from "@genai-collector/exporterhelper/otlp";
import { classifyStatus } from "./classify-status.ts";
import type { OtlpGrpcConfig } from "./config.ts";
import type { GrpcAnswer, GrpcChannel } from "./grpc-channel.ts";
import { Messages } from "./messages.ts";
import { problemOfHeader } from "./metadata.ts";
import { statusName } from "./status-codes.ts";
import type { OtlpGrpcInstruments } from "./telemetry.ts";

const methods: Readonly<Record<Signal, string>> = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
};

type SenderSettings = Pick<Settings<OtlpGrpcInstruments>, "runtime" | "instruments" | "logger">;

/** What the sender needs of its exporter, once that has started. */
export interface Lines {
  readonly channelOf: (signal: Signal) => GrpcChannel;
  readonly authenticator: ClientAuthenticator | undefined;
  readonly isEncrypted: boolean;
}

/** Sends one request once, and says what its answer means. */
export class GrpcSender implements Sender {
  readonly #settings: SenderSettings;
  readonly #lines: () => Lines;
  readonly #messages: Messages;
  readonly #headers: OutgoingHeaders;
  readonly #timeoutMs: number;
  readonly #partial: PartialSuccesses;

  /** `lines` throws a `CollectorError` while the exporter does not run. */
  constructor(settings: SenderSettings, config: OtlpGrpcConfig, lines: () => Lines) {
    this.#settings = settings;
    this.#lines = lines;
    this.#messages = new Messages(settings.runtime.compress, config.compression);
    const { headers: configured } = config;
    this.#headers = new OutgoingHeaders({ transport: "grpc", configured, problemOf: problemOfHeader });
    this.#partial = new PartialSuccesses(settings);
    this.#timeoutMs = config.timeout > 0 ? config.timeout : Infinity;
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    const { payload } = request;
    const { authenticator, isEncrypted, channelOf } = this.#lines();
    const { clock } = this.#settings.runtime;
    const started = clock.monotonic();
    const { headers, redact } =
      authenticator === undefined
        ? this.#headers.fixed
        : await this.#headers.authorized(authenticator, { isEncrypted, client: request.client, signal });
    const message = await this.#messages.of(payload);
    const call = {
      method: methods[payload.signal],
      headers,
      ...message,
      // Of what the layer above allows, a part has gone into credentials and compression.
      timeoutMs: Math.max(1, this.#timeoutMs - (clock.monotonic() - started)),
      signal,
    };
    const answer = await this.#exchange(channelOf(payload.signal), call);
    this.#judge(payload, answer, redact);
    this.#messages.forget(payload);
  }

  async #exchange(channel: GrpcChannel, call: Parameters<GrpcChannel["call"]>[0]): Promise<GrpcAnswer> {
    const { instruments, runtime } = this.#settings;
    const started = runtime.clock.monotonic();
    const record = (status: Parameters<typeof instruments.requests.record>[1]["status"]): void => {
      instruments.requests.record(1, { status });
      instruments.request_duration.record((runtime.clock.monotonic() - started) / 1_000);
    };
    try {
      const answer = await channel.call(call);
      record(statusName(answer.code));
      instruments.sent_bytes.record(call.message.reduce((sum, part) => sum + part.length, 0));
      return answer;
    } catch (error) {
      // What the guard kept back was not sent.
      if (!isCollectorError(error)) record("none");
      throw error;
    }
  }

  #judge(payload: Payload, answer: GrpcAnswer, redact: (text: string) => string): void {
    const { instruments } = this.#settings;
    if (answer.code !== 0) {
      const error = failure(payload, answer, redact);
      if (error.code === "EXPORT_UNAUTHORIZED") instruments.auth_failures.record(1);
      throw error;
    }
    const { message } = answer;
    const partial = message === undefined ? undefined : parsePartialSuccess(payload.signal, "", message);
    if (partial === undefined) instruments.unreadable_answers.record(1);
    else this.#partial.judge(payload, partial, redact);
  }
}

function failure(payload: Payload, answer: GrpcAnswer, redact: (text: string) => string): CollectorError {
  const { code, details, statusDetails } = answer;
  const status = statusDetails === undefined ? undefined : tryReadRpcStatus(statusDetails);
  return classifyStatus({ code, text: redact(details), retryAfterMs: status?.retryAfterMs }, payload.items);
}
