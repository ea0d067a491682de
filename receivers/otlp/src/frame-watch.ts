import {
  framePrefix,
  messageLength,
  moreThanOne,
  tooLarge,
  type FrameProblem,
} from "@genai-collector/config/grpc-frame";
import { RequestError } from "./request-error.ts";

/** A body that does not hold one message, as its sender is told. */
export function frameError({ code, problem }: FrameProblem): RequestError {
  return new RequestError(code === 8 ? 413 : 400, code, problem);
}

/**
 * Watches a body arrive, so that what cannot be taken is refused once its prefix is there, before its message is. Tells
 * `reserve` how many bytes the body will have.
 */
export class FrameWatch {
  readonly #maxBytes: number;
  readonly #reserve: (bytes: number) => void;
  readonly #prefix = new Uint8Array(framePrefix);
  #expected = 0;

  constructor(maxBytes: number, reserve: (bytes: number) => void) {
    this.#maxBytes = maxBytes;
    this.#reserve = reserve;
  }

  /** `total`: bytes that are there with `part`. Throws a `RequestError`, and what `reserve` throws. */
  see(part: Uint8Array, total: number): void {
    if (this.#expected === 0) this.#readPrefix(part, total);
    if (this.#expected !== 0 && total > this.#expected) throw frameError(moreThanOne);
  }

  #readPrefix(part: Uint8Array, total: number): void {
    const before = total - part.length;
    if (before < framePrefix) this.#prefix.set(part.subarray(0, framePrefix - before), before);
    if (total < framePrefix) return;
    const length = messageLength(this.#prefix);
    if (length > this.#maxBytes) throw frameError(tooLarge(length, this.#maxBytes));
    this.#expected = framePrefix + length;
    this.#reserve(this.#expected);
  }
}
