import {
  CollectorError,
  isCollectorError,
  type HttpResponse,
  type Payload,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { parseRetryAfter, redactUrl, type GuardedClient } from "@genai-collector/config/http-client";
import type { Sender, SendRequest } from "@genai-collector/exporterhelper";
import { answerText } from "./answer-text.ts";
import { classifyResponse, quote } from "./classify-response.ts";
import type { OtlpHttpConfig } from "./config.ts";
import { endpointOf } from "./endpoint-of.ts";
import { parsePartialSuccess } from "./partial-success.ts";
import { credentialRedactor } from "./redact-credentials.ts";
import { RequestBodies } from "./request-body.ts";
import type { OtlpHttpInstruments } from "./telemetry.ts";

/** What OTLP recommends to read of an answer: a long message must not hide what was rejected. */
const maxAnswerBytes = 4 * 1_048_576;

/** A sink that warns with every answer is quoted once in this time, for each signal. */
const warnAgainMs = 60_000;

type SenderSettings = Pick<Settings<OtlpHttpInstruments>, "runtime" | "instruments" | "logger">;

/** Sends one request once, and says what its answer means. */
export class HttpSender implements Sender {
  readonly #settings: SenderSettings;
  readonly #config: OtlpHttpConfig;
  readonly #client: GuardedClient;
  readonly #bodies: RequestBodies;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #redact: (text: string) => string;
  readonly #warnedAt = new Map<Signal, number>();

  constructor(settings: SenderSettings, config: OtlpHttpConfig, client: GuardedClient) {
    this.#settings = settings;
    this.#config = config;
    this.#client = client;
    this.#bodies = new RequestBodies(settings.runtime.compress, config);
    this.#headers = headersOf(config);
    this.#redact = credentialRedactor(Object.values(config.headers).map((value) => value.reveal()));
  }

  async send({ payload }: SendRequest, signal: AbortSignal): Promise<void> {
    const url = endpointOf(this.#config, payload.signal);
    const body = await this.#bodies.of(payload);
    const response = await this.#exchange(url, body, signal);
    this.#judge(payload, response, await this.#read(response, body));
    this.#bodies.forget(payload);
  }

  async #exchange(url: string, body: readonly Uint8Array[], signal: AbortSignal): Promise<Timed> {
    const { clock } = this.#settings.runtime;
    const started = clock.monotonic();
    try {
      const response = await this.#client.request({
        method: "POST",
        url,
        headers: this.#headers,
        body,
        signal,
        timeoutMs: Infinity, // the layer above keeps the time
        maxBodyBytes: maxAnswerBytes,
      });
      return { ...response, started };
    } catch (error) {
      // What the guard kept back was not sent.
      if (!isCollectorError(error) || error.kind === "retryable") this.#record("none", started);
      throw error;
    }
  }

  /** The status is there already: a body that breaks off, or never ends, does not change what it says. */
  async #read(response: Timed, body: readonly Uint8Array[]): Promise<Uint8Array | undefined> {
    const { instruments } = this.#settings;
    const answer = await response.body.read(maxAnswerBytes).catch(() => undefined);
    this.#record(outcomeOf(response.status), response.started);
    instruments.sent_bytes.record(body.reduce((sum, part) => sum + part.length, 0));
    if (response.status === 401 || response.status === 403) instruments.auth_failures.record(1);
    return answer;
  }

  #record(outcome: ReturnType<typeof outcomeOf>, started: number): void {
    const { runtime, instruments } = this.#settings;
    instruments.requests.record(1, { outcome });
    instruments.request_duration.record((runtime.clock.monotonic() - started) / 1_000);
  }

  #judge(payload: Payload, { status, headers }: HttpResponse, answer: Uint8Array | undefined): void {
    const type = headers["content-type"] ?? "";
    if (status < 200 || status >= 300) throw this.#failure(payload, status, headers, answer ?? new Uint8Array());
    const partial = answer === undefined ? undefined : parsePartialSuccess(payload.signal, type, answer);
    if (partial === undefined) {
      this.#settings.instruments.unreadable_answers.record(1);
      return;
    }
    const message = quote(this.#redact(partial.message));
    const rejected = Math.min(partial.rejected, payload.items);
    if (rejected === 0) {
      this.#warn(payload.signal, message);
      return;
    }
    const said = `the sink rejected ${rejected} of ${payload.items}${message === "" ? "" : `: ${message}`}`;
    throw new CollectorError("EXPORT_PARTIAL", said, {
      kind: "gap",
      rejected: [{ items: rejected, reason: "partial_success" }],
    });
  }

  #failure(
    payload: Payload,
    status: number,
    headers: Readonly<Record<string, string>>,
    answer: Uint8Array,
  ): CollectorError {
    const { location } = headers;
    const isRedirect = status >= 300 && status < 400 && location !== undefined;
    const text = isRedirect ? `to ${redactUrl(location)}` : answerText(headers["content-type"] ?? "", answer);
    const retryAfterMs = parseRetryAfter(headers["retry-after"], this.#settings.runtime.clock.now());
    return classifyResponse({ status, text: this.#redact(text), retryAfterMs }, payload.items);
  }

  /** The sink took everything, and has something to say. */
  #warn(signal: Signal, message: string): void {
    const now = this.#settings.runtime.clock.monotonic();
    if (message === "" || now - (this.#warnedAt.get(signal) ?? -Infinity) < warnAgainMs) return;
    this.#warnedAt.set(signal, now);
    this.#settings.logger.warn({ message }, "Partial success response");
  }
}

/** An answer to a request that was sent at `started`, by the clock that never steps. */
interface Timed extends HttpResponse {
  readonly started: number;
}

/** A header without a value is left out: credentials that are not set must not look like wrong ones. */
function headersOf({ encoding, compression, headers }: OtlpHttpConfig): Readonly<Record<string, string>> {
  const all: Record<string, string> = {
    "content-type": encoding === "json" ? "application/json" : "application/x-protobuf",
  };
  if (compression === "gzip") all["content-encoding"] = "gzip";
  for (const [name, value] of Object.entries(headers)) {
    if (value.reveal() !== "") all[name] = value.reveal();
  }
  return all;
}

function outcomeOf(status: number): "2xx" | "3xx" | "4xx" | "5xx" | "none" {
  if (status >= 200 && status < 300) return "2xx";
  if (status >= 300 && status < 400) return "3xx";
  if (status >= 400 && status < 500) return "4xx";
  return status >= 500 ? "5xx" : "none";
}
