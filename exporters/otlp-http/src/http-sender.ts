import { CollectorError, isCollectorError, type Payload, type Settings, type Signal } from "@genai-collector/component";
import { parseRetryAfter, type GuardedClient } from "@genai-collector/config/http-client";
import type { Sender, SendRequest } from "@genai-collector/exporterhelper";
import { encodeJson } from "@genai-collector/pdata";
import { classifyResponse } from "./classify-response.ts";
import type { OtlpHttpConfig } from "./config.ts";
import { parsePartialSuccess } from "./partial-success.ts";
import { credentialRedactor } from "./redact-credentials.ts";
import type { OtlpHttpInstruments } from "./telemetry.ts";

/** What OTLP recommends to read of an answer: a long message must not hide what was rejected. */
const maxAnswerBytes = 4 * 1_048_576;

/** Sends one request once, and says what its answer means. */
export class HttpSender implements Sender {
  readonly #settings: Pick<Settings<OtlpHttpInstruments>, "runtime" | "instruments" | "logger">;
  readonly #config: OtlpHttpConfig;
  readonly #client: GuardedClient;
  readonly #redact: (text: string) => string;
  /** A retry sends the same bytes: they are made once. */
  readonly #bodies = new WeakMap<Payload, Promise<readonly Uint8Array[]>>();

  constructor(
    settings: Pick<Settings<OtlpHttpInstruments>, "runtime" | "instruments" | "logger">,
    config: OtlpHttpConfig,
    client: GuardedClient,
  ) {
    this.#settings = settings;
    this.#config = config;
    this.#client = client;
    this.#redact = credentialRedactor(Object.values(config.headers).map((value) => value.reveal()));
  }

  async send({ payload }: SendRequest, signal: AbortSignal): Promise<void> {
    const { runtime, instruments } = this.#settings;
    const body = await this.#body(payload);
    const started = runtime.clock.monotonic();
    try {
      const response = await this.#client.request({
        method: "POST",
        url: endpointOf(this.#config, payload.signal),
        headers: this.#headers(),
        body,
        signal,
        timeoutMs: Infinity, // the layer above keeps the time
        maxBodyBytes: maxAnswerBytes,
      });
      instruments.requests.record(1, { outcome: outcomeOf(response.status) });
      instruments.sent_bytes.record(body.reduce((sum, part) => sum + part.length, 0));
      await this.#judge(payload, response.status, response.headers, await readAnswer(response.body));
    } catch (error) {
      if (!isCollectorError(error) || error.code.startsWith("HTTP_"))
        instruments.requests.record(1, { outcome: "none" });
      throw error;
    } finally {
      instruments.request_duration.record((runtime.clock.monotonic() - started) / 1_000);
    }
  }

  #body(payload: Payload): Promise<readonly Uint8Array[]> {
    let body = this.#bodies.get(payload);
    if (body === undefined) this.#bodies.set(payload, (body = this.#encode(payload)));
    return body;
  }

  async #encode(payload: Payload): Promise<readonly Uint8Array[]> {
    const plain =
      this.#config.encoding === "json" ? [encodeJson(payload)] : payload.encoded().map((range) => range.bytes);
    return this.#config.compression === "none" ? plain : [await this.#settings.runtime.compress.gzip(plain)];
  }

  #headers(): Record<string, string> {
    const { encoding, compression, headers } = this.#config;
    const own: Record<string, string> = {
      "content-type": encoding === "json" ? "application/json" : "application/x-protobuf",
    };
    if (compression === "gzip") own["content-encoding"] = "gzip";
    for (const [name, value] of Object.entries(headers)) own[name] = value.reveal();
    return own;
  }

  async #judge(
    payload: Payload,
    status: number,
    headers: Readonly<Record<string, string>>,
    answer: Uint8Array,
  ): Promise<void> {
    if (status < 200 || status >= 300) {
      const body = this.#redact(new TextDecoder().decode(answer.subarray(0, 4_096)));
      const retryAfterMs = parseRetryAfter(headers["retry-after"], this.#settings.runtime.clock.now());
      throw classifyResponse({ status, body, retryAfterMs }, payload.items);
    }
    const partial = parsePartialSuccess(payload.signal, headers["content-type"] ?? "", answer);
    if (partial === undefined) {
      this.#settings.instruments.unreadable_answers.record(1);
      return;
    }
    const message = this.#redact(partial.message).slice(0, 256);
    if (partial.rejected > 0) {
      throw new CollectorError(
        "EXPORT_PARTIAL",
        `the sink rejected ${partial.rejected} of ${payload.items}: ${message}`,
        {
          kind: "gap",
          rejected: [{ items: Math.min(partial.rejected, payload.items), reason: "partial_success" }],
        },
      );
    }
    if (message !== "") this.#settings.logger.warn({ message }, "Partial success response");
  }
}

/** The URL that a signal goes to. Throws `misconfigured` where only other signals have one. */
export function endpointOf(config: OtlpHttpConfig, signal: Signal): string {
  const own = config[`${signal}_endpoint`];
  if (own !== undefined) return own;
  if (config.endpoint !== undefined) return `${config.endpoint.replace(/\/+$/, "")}/v1/${signal}`;
  throw new CollectorError("EXPORT_MISCONFIGURED", `neither endpoint nor ${signal}_endpoint is set`, {
    kind: "misconfigured",
  });
}

/** The status is there already: a body that breaks off does not change what it says. */
async function readAnswer(body: { read(limit: number): Promise<Uint8Array> }): Promise<Uint8Array> {
  try {
    return await body.read(maxAnswerBytes);
  } catch {
    return new Uint8Array();
  }
}

function outcomeOf(status: number): "2xx" | "3xx" | "4xx" | "5xx" | "none" {
  if (status >= 200 && status < 300) return "2xx";
  if (status >= 300 && status < 400) return "3xx";
  if (status >= 400 && status < 500) return "4xx";
  return status >= 500 ? "5xx" : "none";
}
