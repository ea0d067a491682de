import {
  CollectorError,
  type HttpResponse,
  type Payload,
  type Settings,
  type Signal,
} from "@genai-collector/component";
import { parseRetryAfter, redactUrl } from "@genai-collector/config/http-client";
import { parsePartialSuccess, quote } from "@genai-collector/exporterhelper/otlp";
import { answerText } from "./answer-text.ts";
import { classifyResponse } from "./classify-response.ts";
import type { OtlpHttpInstruments } from "./telemetry.ts";

/** A sink that warns with every answer is quoted once in this time, for each signal. */
const warnAgainMs = 60_000;

/** otelcol's names of what was not taken, in its log. */
const droppedKeys: Readonly<Record<Signal, string>> = {
  traces: "dropped_spans",
  metrics: "dropped_data_points",
  logs: "dropped_log_records",
};

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
  readonly #warnedAt = new Map<Signal, number>();

  constructor(settings: Pick<Settings<OtlpHttpInstruments>, "runtime" | "instruments" | "logger">) {
    this.#settings = settings;
  }

  /** Returns where the sink took everything; else throws a `CollectorError` that says what to do. */
  judge(answered: Answered): void {
    const { payload, response, body } = answered;
    if (response.status < 200 || response.status >= 300) throw this.#failure(answered);
    const type = response.headers["content-type"] ?? "";
    const partial = body === undefined ? undefined : parsePartialSuccess(payload.signal, type, body);
    if (partial === undefined) {
      this.#settings.instruments.unreadable_answers.record(1);
      return;
    }
    if (partial.rejected === 0 && partial.message === "") return;
    const message = quote(answered.redact(partial.message));
    const rejected = Math.min(partial.rejected, payload.items);
    this.#warn(payload.signal, rejected, message);
    if (rejected === 0) return;
    const said = `the sink rejected ${rejected} of ${payload.items}${message === "" ? "" : `: ${message}`}`;
    throw new CollectorError("EXPORT_PARTIAL", said, {
      kind: "gap",
      rejected: [{ items: rejected, reason: "partial_success" }],
    });
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

  /** otelcol's words. */
  #warn(signal: Signal, rejected: number, message: string): void {
    const now = this.#settings.runtime.clock.monotonic();
    if (now - (this.#warnedAt.get(signal) ?? -Infinity) < warnAgainMs) return;
    this.#warnedAt.set(signal, now);
    this.#settings.logger.warn({ message, [droppedKeys[signal]]: rejected }, "Partial success response");
  }
}
