import type { CollectorError, HttpResponse, Payload, Settings } from "@genai-collector/component";
import { parseRetryAfter, redactUrl } from "@genai-collector/config/http-client";
import { parsePartialSuccess, PartialSuccesses, SparingWarning } from "@genai-collector/exporterhelper/otlp";
import { answerText } from "./answer-text.ts";
import { classifyResponse } from "./classify-response.ts";
import type { OtlpHttpInstruments } from "./telemetry.ts";

/** One answer, and what it answers. */
export interface Answered {
  readonly url: string;
  readonly payload: Payload;
  readonly response: Pick<HttpResponse, "status" | "headers">;
  /** Undefined where it broke off, or was too long. */
  readonly body: Uint8Array | undefined;
  /** Takes credentials out of what the sink says. */
  readonly redact: (text: string) => string;
}

/** Says what answers mean. */
export class Answers {
  readonly #settings: Pick<Settings<OtlpHttpInstruments>, "runtime" | "instruments" | "logger">;
  readonly #partial: PartialSuccesses;
  readonly #incomplete: SparingWarning;

  constructor(settings: Pick<Settings<OtlpHttpInstruments>, "runtime" | "instruments" | "logger">) {
    this.#settings = settings;
    this.#partial = new PartialSuccesses(settings);
    this.#incomplete = new SparingWarning(
      settings,
      "The sink took a request, but its answer is not whole: what it may have rejected is not known",
    );
  }

  /** Returns where the sink took everything; else throws a `CollectorError` that says what to do. */
  judge(answered: Answered): void {
    const { payload, response, body } = answered;
    if (response.status < 200 || response.status >= 300) throw this.#failure(answered);
    const type = response.headers["content-type"] ?? "";
    const partial = body === undefined ? undefined : parsePartialSuccess(payload.signal, type, body);
    if (partial !== undefined) {
      this.#partial.judge(payload, partial, answered.redact);
      return;
    }
    // Sending it again would count twice what was taken.
    this.#settings.instruments.unreadable_answers.record(1);
    if (body === undefined)
      this.#incomplete.tell(payload.signal, { url: redactUrl(answered.url), items: payload.items });
  }

  #failure({ url, payload, response, body, redact }: Answered): CollectorError {
    const { status, headers } = response;
    const { location } = headers;
    const isRedirect = status >= 300 && status < 400 && location !== undefined;
    const text = isRedirect
      ? `to ${redactUrl(location)}`
      : answerText(headers["content-type"] ?? "", body ?? new Uint8Array());
    const retryAfterMs = parseRetryAfter(headers["retry-after"], this.#settings.runtime.clock.now());
    return classifyResponse({ url: redactUrl(url), status, text: redact(text), retryAfterMs }, payload.items);
  }
}
