import type { Readable } from "node:stream";
import type { Body } from "@genai-collector/component";
import { WholeBody } from "./whole-body.ts";

/** A request's stream. `aborted`: it ended because the client left, which HTTP/2 does not always call an error. */
type Incoming = Readable & { readonly aborted: boolean };

/** What a stream emits when its client leaves in the middle: HTTP/1.1 an error, HTTP/2 for certain only its end. */
type CutBy = "error" | "close";

/** The body of a request that arrives. It is read once, by `read` or piece by piece. */
export class IncomingBody implements Body {
  readonly #stream: Incoming;
  readonly #announced: number | undefined;
  readonly #cutBy: CutBy;
  readonly #begin: (() => void) | undefined;

  /** `announced`: the length that the client told, if it did. `begin` is called before the first byte is asked for. */
  constructor(stream: Incoming, cutBy: CutBy, announced: string | undefined, begin?: () => void) {
    this.#stream = stream;
    this.#cutBy = cutBy;
    this.#announced = announced === undefined ? undefined : Number(announced);
    this.#begin = begin;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    this.#begin?.();
    yield* this.#stream as AsyncIterable<Uint8Array>;
    if (this.#stream.aborted) throw clientLeft();
  }

  read(limit: number, watch?: (part: Uint8Array, total: number) => void): Promise<Uint8Array> {
    const stream = this.#stream;
    if (stream.destroyed) return Promise.reject(clientLeft());
    this.#begin?.();
    const whole = new WholeBody(limit, this.#announced);
    return new Promise((resolve, reject) => {
      const refuse = (error: unknown): void => {
        // Not destroyed: the client is still to be told.
        stream.pause();
        stream.off("data", take);
        reject(error);
      };
      const take = (part: Buffer): void => {
        try {
          watch?.(part, whole.size + part.length);
          whole.add(part);
        } catch (error) {
          refuse(error);
        }
      };
      stream.on("data", take);
      // Each comes once at most: `once` would only cost.
      stream.on("end", () => {
        if (stream.aborted) reject(clientLeft());
        else resolve(whole.take());
      });
      stream.on(this.#cutBy, (error?: Error) => {
        // Making an error costs more than all the rest.
        if (!stream.readableEnded) reject(clientLeft(error));
      });
    });
  }
}

/** The client went away in the middle of what it had to say. */
export function clientLeft(cause?: Error): Error {
  return new Error("the client left within the body", { cause });
}
