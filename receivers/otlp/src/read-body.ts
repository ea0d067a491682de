import { isCollectorError, type RequestBody, type Runtime } from "@genai-collector/component";
import { grpcCode } from "./grpc-code.ts";
import type { Room } from "./in-flight.ts";
import { Patience } from "./patience.ts";
import { RequestError } from "./request-error.ts";

/** Looks at a body as it arrives; what it throws ends the reading. */
export type Watch = (part: Uint8Array, total: number) => void;

/** How large a body may be, and how long it may take. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** 0: no limit. */
  readonly timeoutMs: number;
  /** What a larger one is answered with. */
  tooLarge(): RequestError;
  /** What one that breaks off is answered with, should anybody still be there. */
  endedEarly(cause: unknown): RequestError;
}

/** Reads the bodies of requests, within their bounds of size and time. */
export class BodyReader {
  readonly #limits: BodyLimits;
  readonly #patience: Patience | undefined;

  constructor(limits: BodyLimits, runtime: Pick<Runtime, "clock" | "timers">) {
    this.#limits = limits;
    this.#patience = limits.timeoutMs === 0 ? undefined : new Patience(limits.timeoutMs, runtime);
  }

  /**
   * The body, which takes up `room`. Throws a `RequestError` for one that is too large, takes too long or ends early, and
   * what `room` and `watch` throw. What goes on arriving after that is left to the server, which ends the connection or
   * the stream once the request is answered.
   */
  async read(body: RequestBody, room: Room, watch?: Watch): Promise<Uint8Array> {
    const bytes = await this.#inTime(body.read(this.#limits.maxBytes, watch));
    // A runtime need not show what it reads.
    room.resize(bytes.length);
    return bytes;
  }

  /** Lets go of what it waits with. */
  close(): void {
    this.#patience?.close();
  }

  #inTime(reading: Promise<Uint8Array>): Promise<Uint8Array> {
    const patience = this.#patience;
    return new Promise((resolve, reject) => {
      const wait = patience?.begin(() => reject(this.#late()));
      reading.then(
        (bytes) => {
          if (wait !== undefined) patience!.end(wait);
          resolve(bytes);
        },
        (error: unknown) => {
          if (wait !== undefined) patience!.end(wait);
          reject(this.#failed(error));
        },
      );
    });
  }

  #late(): RequestError {
    const message = `the request body did not arrive within ${this.#limits.timeoutMs} ms`;
    return new RequestError(408, grpcCode.deadlineExceeded, message);
  }

  #failed(error: unknown): unknown {
    if (error instanceof RangeError) return this.#limits.tooLarge();
    if (error instanceof RequestError || isCollectorError(error)) return error;
    return this.#limits.endedEarly(error);
  }
}
