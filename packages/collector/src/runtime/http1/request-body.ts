import type { RequestBody } from "@genai-collector/component";
import { BodyReading, type Watch } from "./body-reading.ts";

/** Where a body comes from. */
export interface BodySource {
  /** Somebody wants (more of) the body. */
  resume(): void;
  /** Tells a client that waits for it to go on. */
  sendContinue(): void;
}

/** The body of a request that arrives, from a connection that stops reading while nobody wants it. It is read once. */
export class Http1Body implements RequestBody {
  #source: BodySource | undefined;
  readonly #announced: number | undefined;
  #awaitsContinue: boolean;
  /** What arrived before it was wanted. Undefined: nothing did, or nobody will want it any more. */
  #waiting: Buffer[] | undefined;
  #isAsked = false;
  #isComplete = false;
  #isRefused = false;
  #failure: Error | undefined;
  #reading: BodyReading | undefined;
  /** Ends the waiting of an iteration. */
  #wake: (() => void) | undefined;

  /** `announced`: the length that the client told, if it did. `awaitsContinue`: it waits to be told to go on. */
  constructor(source: BodySource, announced: number | undefined, awaitsContinue: boolean) {
    this.#source = source;
    this.#announced = announced;
    this.#awaitsContinue = awaitsContinue;
  }

  /** Whether all of it arrived, and nobody refused it for what it is. */
  get isDone(): boolean {
    return this.#isComplete && !this.#isRefused;
  }

  /** Whether somebody waits for what arrives next. */
  get isWanted(): boolean {
    return this.#reading !== undefined || this.#wake !== undefined;
  }

  read(limit: number, watch?: Watch): Promise<Uint8Array> {
    const unreadable = this.#begin();
    if (unreadable !== undefined) return Promise.reject(unreadable);
    try {
      const reading = new BodyReading(limit, this.#announced, watch);
      this.#handOver(reading);
      // Fast path: it came together with its head.
      if (this.#isComplete) return Promise.resolve(reading.take());
      this.#reading = reading;
      this.#source?.resume();
      return reading.promise;
    } catch (error) {
      this.#isRefused = true;
      this.#waiting = undefined;
      return Promise.reject(error);
    }
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const unreadable = this.#begin();
    if (unreadable !== undefined) throw unreadable;
    this.#waiting ??= [];
    try {
      for (;;) {
        const part = this.#waiting?.shift();
        if (part !== undefined) yield part;
        else if (this.#failure !== undefined) throw this.#failure;
        else if (this.#isComplete) return;
        else await this.#more();
      }
    } finally {
      this.#waiting = undefined;
    }
  }

  /** Takes what came of it. */
  arrive(part: Buffer): void {
    if (part.length === 0) return;
    if (this.#reading !== undefined) this.#collect(this.#reading, part);
    else if (this.#waiting !== undefined) this.#waiting.push(part);
    else if (!this.#isAsked) this.#waiting = [part];
    this.#wake?.();
  }

  /** That was all. */
  complete(): void {
    this.#isComplete = true;
    this.#source = undefined;
    this.#reading?.resolve();
    this.#reading = undefined;
    this.#wake?.();
  }

  /** There will be no more of it: its client left, or was answered before. */
  fail(error: Error): void {
    if (this.#isComplete) return;
    this.#failure = error;
    this.#source = undefined;
    this.#waiting = undefined;
    this.#reading?.reject(error);
    this.#reading = undefined;
    this.#wake?.();
  }

  /** Returns why it cannot be read. */
  #begin(): Error | undefined {
    if (this.#failure !== undefined) return this.#failure;
    if (this.#isAsked) return new Error("the body was read before");
    this.#isAsked = true;
    if (this.#awaitsContinue) this.#source?.sendContinue();
    this.#awaitsContinue = false;
    return undefined;
  }

  #handOver(reading: BodyReading): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    for (const part of waiting) reading.add(part);
  }

  #collect(reading: BodyReading, part: Buffer): void {
    try {
      reading.add(part);
    } catch (error) {
      // The client is still to be told: its connection stays.
      this.#isRefused = true;
      this.#reading = undefined;
      reading.reject(error);
    }
  }

  #more(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = () => {
      this.#wake = undefined;
      resolve();
    };
    this.#source?.resume();
    return promise;
  }
}
