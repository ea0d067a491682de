import {
  CollectorError,
  isCollectorError,
  type ClientAuthenticator,
  type HttpResponse,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import type { GuardedClient } from "@genai-collector/config/http-client";
import type { Sender, SendRequest } from "@genai-collector/exporterhelper";
import { maxAnswerBytes, OutgoingHeaders, type RequestHeaders } from "@genai-collector/exporterhelper/otlp";
import { readAnswer } from "./answer-body.ts";
import { Answers } from "./answers.ts";
import type { OtlpHttpConfig } from "./config.ts";
import { endpointOf } from "./endpoint-of.ts";
import { contentHeaders, RequestBodies } from "./request-body.ts";
import { problemOfHeader } from "./reserved-headers.ts";
import { outcomeOf, type OtlpHttpInstruments } from "./telemetry.ts";

type SenderSettings = Pick<Settings<OtlpHttpInstruments>, "runtime" | "instruments" | "logger">;

/** What the sender needs of its exporter, once that has started. */
export interface Line {
  readonly client: GuardedClient;
  readonly authenticator: ClientAuthenticator | undefined;
}

/** Sends one request once, and says what its answer means. */
export class HttpSender implements Sender {
  readonly #settings: SenderSettings;
  readonly #config: OtlpHttpConfig;
  readonly #bodies: RequestBodies;
  readonly #headers: OutgoingHeaders;
  readonly #answers: Answers;
  readonly #urls = new Map<Signal, string>();
  #line: Line | undefined;

  constructor(settings: SenderSettings, config: OtlpHttpConfig) {
    this.#settings = settings;
    this.#config = config;
    this.#bodies = new RequestBodies(settings.runtime.compress, config);
    const { headers: configured } = config;
    const content = contentHeaders(config);
    this.#headers = new OutgoingHeaders({ transport: "http", configured, content, problemOf: problemOfHeader });
    this.#answers = new Answers(settings);
  }

  /** Until it is connected, and once it is disconnected with undefined, requests are given back. */
  connect(line: Line | undefined): void {
    this.#line = line;
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    const line = this.#line;
    if (line === undefined)
      throw new CollectorError("EXPORT_ABORTED", "the exporter does not run", { kind: "retryable" });
    const { payload } = request;
    const url = this.#urlOf(payload.signal);
    const { headers, redact } = await this.#headersFor(line, url, request, signal);
    const body = await this.#bodies.of(payload);
    const { clock } = this.#settings.runtime;
    const started = clock.monotonic();
    const response = await this.#exchange(line, { url, headers, body, signal }, started);
    const answer = await readAnswer(response.status, response.body);
    this.#record(response.status, started, body);
    this.#answers.judge({ url, payload, response, body: answer, redact });
    this.#bodies.forget(payload);
  }

  #urlOf(signal: Signal): string {
    let url = this.#urls.get(signal);
    if (url === undefined) this.#urls.set(signal, (url = endpointOf(this.#config, signal)));
    return url;
  }

  #headersFor(
    { authenticator }: Line,
    url: string,
    { client }: SendRequest,
    signal: AbortSignal,
  ): RequestHeaders | Promise<RequestHeaders> {
    if (authenticator === undefined) return this.#headers.fixed;
    return this.#headers.authorized(authenticator, { isEncrypted: /^https:/i.test(url), client, signal });
  }

  async #exchange(
    { client }: Line,
    request: Pick<Parameters<GuardedClient["request"]>[0], "url" | "headers" | "body" | "signal">,
    started: number,
  ): Promise<HttpResponse> {
    try {
      return await client.request({
        method: "POST",
        ...request,
        timeoutMs: Infinity, // the layer above keeps the time
        maxBodyBytes: maxAnswerBytes,
      });
    } catch (error) {
      // What the guard kept back was not sent.
      if (!isCollectorError(error) || error.kind === "retryable") this.#recordTime("none", started);
      throw error;
    }
  }

  #record(status: number, started: number, body: readonly Uint8Array[]): void {
    const { instruments } = this.#settings;
    this.#recordTime(outcomeOf(status), started);
    let bytes = 0;
    for (const part of body) bytes += part.length;
    instruments.sent_bytes.record(bytes);
    if (status === 401 || status === 403) instruments.auth_failures.record(1);
  }

  #recordTime(outcome: ReturnType<typeof outcomeOf>, started: number): void {
    const { runtime, instruments } = this.#settings;
    instruments.requests.record(1, { outcome });
    instruments.request_duration.record((runtime.clock.monotonic() - started) / 1_000);
  }
}
