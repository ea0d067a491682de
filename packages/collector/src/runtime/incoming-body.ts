import type { Readable } from "node:stream";
import type { Body } from "@genai-collector/component";

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

const nothing = new Uint8Array(0);

/** So much of an announced body must be there before memory is made for all of it: saying a number costs nothing. */
const earnestPart = 1 / 4;

/**
 * Collects parts. What comes in one part is handed on as it is; of what comes in several, where its length is known,
 * each part is copied as it arrives, once a quarter is there, and let go of.
 */
class WholeBody {
  readonly #limit: number;
  readonly #announced: number | undefined;
  #first: Uint8Array | undefined;
  #parts: Uint8Array[] | undefined;
  #target: Buffer | undefined;
  size = 0;

  constructor(limit: number, announced: number | undefined) {
    this.#limit = limit;
    this.#announced = announced;
  }

  /** Throws a RangeError past the limit. */
  add(part: Uint8Array): void {
    const before = this.size;
    this.size += part.length;
    if (this.size > this.#limit) throw new RangeError(`more than ${this.#limit} bytes`);
    if (this.#target !== undefined) this.#fill(this.#target, part, before);
    else if (this.#first === undefined) this.#first = part;
    else this.#addAnother(part);
  }

  /** All of it, once: who still knows the request keeps no body alive. */
  take(): Uint8Array {
    const [target, parts, first] = [this.#target, this.#parts, this.#first];
    this.#target = undefined;
    this.#parts = undefined;
    this.#first = undefined;
    if (target !== undefined) return target.length === this.size ? target : target.subarray(0, this.size);
    return parts === undefined ? (first ?? nothing) : joined(parts, this.size);
  }

  #addAnother(part: Uint8Array): void {
    const parts = (this.#parts ??= [this.#first!]);
    parts.push(part);
    const announced = this.#announced;
    if (announced === undefined || announced > this.#limit || this.size < announced * earnestPart) return;
    this.#target = Buffer.allocUnsafeSlow(announced);
    let at = 0;
    for (const each of parts) {
      this.#fill(this.#target, each, at);
      at += each.length;
    }
    this.#first = undefined;
    this.#parts = undefined;
  }

  /** Protocols see to it that no more comes than was announced; a byte that does is not dropped in silence. */
  #fill(target: Buffer, part: Uint8Array, at: number): void {
    if (at + part.length > target.length) throw new RangeError(`more than the ${target.length} bytes announced`);
    target.set(part, at);
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
