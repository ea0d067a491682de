import type { Body } from "@genai-collector/component";
import type { Dispatcher } from "undici";

/** What is taken of a body ahead of its reader. */
const aheadBytes = 65_536;

/**
 * The body of an answer while it comes. Until somebody reads, and between two chunks of an iteration, it takes a little
 * ahead and then lets the other side wait. Who stops early, or finds it too long, ends the exchange.
 */
export class AnswerBody implements Body {
  readonly #controller: Dispatcher.DispatchController;
  #chunks: Uint8Array[] = [];
  #held = 0;
  /** Past it, the other side waits. */
  #most = aheadBytes;
  #isEnded = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(controller: Dispatcher.DispatchController) {
    this.#controller = controller;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    if (this.#held > this.#most) this.#controller.pause();
    this.#wake?.();
  }

  /** Nothing more comes: all of it is there, or `error` says why not. */
  end(error?: unknown): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#error = error;
    this.#wake?.();
  }

  async read(limit: number): Promise<Uint8Array> {
    this.#most = limit;
    this.#controller.resume();
    while (!this.#isEnded && this.#held <= limit) await this.#change();
    if (this.#held > limit) throw this.#leave(new RangeError(`more than ${limit} bytes`));
    if (this.#error !== undefined) throw this.#error;
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#held);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) {
          this.#held -= chunk.length;
          this.#controller.resume();
          yield chunk;
        } else if (!this.#isEnded) await this.#change();
        else if (this.#error === undefined) return;
        else throw this.#error;
      }
    } finally {
      if (!this.#isEnded) this.#leave(new Error("the reader left"));
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #leave(reason: Error): Error {
    this.#chunks = [];
    if (!this.#isEnded) this.#controller.abort(reason);
    return reason;
  }
}
