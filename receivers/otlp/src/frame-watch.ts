import {
  framePrefix,
  messageLength,
  moreThanOne,
  tooLarge,
  type FrameProblem,
} from "@genai-collector/config/grpc-frame";
import type { Room } from "./in-flight.ts";
import { RequestError } from "./request-error.ts";

/** A body that does not hold one message, as its sender is told. */
export function frameError({ code, problem }: FrameProblem): RequestError {
  return new RequestError(code === 8 ? 413 : 400, code, problem);
}

/**
 * Watches a body arrive, so that what cannot be taken is refused once its prefix is there, before its message is. It
 * takes up room as it arrives.
 */
export class FrameWatch {
  readonly #maxBytes: number;
  readonly #room: Pick<Room, "check" | "arrived">;
  readonly #prefix = new Uint8Array(framePrefix);
  #expected = 0;

  constructor(maxBytes: number, room: Pick<Room, "check" | "arrived">) {
    this.#maxBytes = maxBytes;
    this.#room = room;
  }

  /** `total`: bytes that are there with `part`. Throws a `RequestError`, and what the room throws. */
  see(part: Uint8Array, total: number): void {
    if (this.#expected === 0) this.#readPrefix(part, total);
    if (this.#expected === 0) return;
    if (total > this.#expected) throw frameError(moreThanOne);
    this.#room.arrived(total, this.#expected);
  }

  #readPrefix(part: Uint8Array, total: number): void {
    const before = total - part.length;
    if (before < framePrefix) this.#prefix.set(part.subarray(0, framePrefix - before), before);
    if (total < framePrefix) return;
    const length = messageLength(this.#prefix);
    if (length > this.#maxBytes) throw frameError(tooLarge(length, this.#maxBytes));
    this.#expected = framePrefix + length;
    this.#room.check(this.#expected);
  }
}
