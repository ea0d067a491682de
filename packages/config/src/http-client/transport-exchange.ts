import type { HttpResponse } from "@genai-collector/component";
import type { Dispatcher } from "undici";
import { AnswerBody } from "./transport-answer-body.ts";

type AnswerHeaders = Record<string, string | string[] | undefined>;

/**
 * One request and its answer, from the side of undici's dispatcher: half the CPU time of undici's own `request`, which
 * makes a stream and several listeners for each.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Rejects where no answer came, and with the signal's reason as soon as it fires: lookups and dials do not listen to it. */
  readonly answer: Promise<HttpResponse>;
  readonly #signal: AbortSignal;
  readonly #onEnd: () => void;
  readonly #resolve: (response: HttpResponse) => void;
  readonly #reject: (reason: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #body: AnswerBody | undefined;
  #isEnded = false;
  /** A function: what Node makes around an object that listens lives long enough to cost a third more CPU a request. */
  readonly #abort = (): void => this.onResponseError(undefined, this.#signal.reason as Error);

  /** `onEnd`: called once, when nothing more of the answer comes. */
  constructor(signal: AbortSignal, onEnd: () => void) {
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    this.#onEnd = onEnd;
    signal.addEventListener("abort", this.#abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isEnded) controller.abort(this.#signal.reason as Error);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    if (status < 200) return; // 100 and 103: the answer itself is still to come
    this.#body = new AnswerBody(controller);
    this.#resolve({ status, headers: joined(headers), body: this.#body });
  }

  onResponseData(_controller: unknown, chunk: Uint8Array): void {
    this.#body?.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    this.#body?.end();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.#isEnded) return;
    this.#end();
    this.#controller?.abort(error);
    this.#reject(error);
    this.#body?.end(error);
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#signal.removeEventListener("abort", this.#abort);
    this.#onEnd();
  }
}

/** Repeated fields as one, in place: undici makes the object for each answer, with names in lower case. */
function joined(headers: AnswerHeaders): Record<string, string> {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(", ");
  }
  return headers as Record<string, string>;
}
