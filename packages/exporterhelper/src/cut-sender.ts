import { combineErrors, isCollectorError } from "@genai-collector/component";
import { splitBetweenRanges } from "./batching/split-by-size.ts";
import type { BatchSizer } from "./batching/sizer.ts";
import type { Sender, SendRequest } from "./sender.ts";

/**
 * Cuts what is polled between ranges where it is larger than requests may be, and sends the parts one after the other.
 * Behind a part that is held nothing is sent. What is pushed was cut when it was merged.
 */
export class CutSender implements Sender {
  readonly #next: Sender;
  readonly #maxSize: number;
  readonly #sizer: BatchSizer;

  constructor(next: Sender, maxSize: number, sizer: BatchSizer) {
    this.#next = next;
    this.#maxSize = maxSize;
    this.#sizer = sizer;
  }

  async send(request: SendRequest, signal: AbortSignal): Promise<void> {
    if (request.coverage === undefined) return this.#next.send(request, signal);
    const errors: unknown[] = [];
    let goesOn = true;
    for (const payload of splitBetweenRanges(request.payload, this.#maxSize, this.#sizer)) {
      if (!goesOn) {
        request.tally?.notSent(payload);
        continue;
      }
      try {
        await this.#next.send({ ...request, payload }, signal);
      } catch (error) {
        errors.push(error);
        goesOn = isCollectorError(error) && error.kind === "gap";
      }
    }
    if (errors.length > 0) throw combineErrors(errors);
  }
}
