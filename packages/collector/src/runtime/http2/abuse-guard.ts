import { ConnectionError, errorCode } from "./protocol.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Streams that a client opens and resets at once (CVE-2023-44487), or makes us reset: so many, and then per second. */
const resetBurst = 1_000;
const resetsPerSecond = 100;
/** What a stream that is malformed, or not allowed, counts as: nobody sends many of them. */
const faultCost = 10;
/** Frames that cost a client nothing: settings, pings, priorities, empty data, and what has no meaning. */
const idleBurst = 1_000;
const idlePerSecond = 1_000;
/** Of these, what comes along with a stream. */
const idlePerStream = 8;

/** Ends connections of clients that make work for its own sake. All of its methods throw ENHANCE_YOUR_CALM past a bound. */
export class AbuseGuard {
  readonly #resets = new TokenBucket(resetBurst, resetsPerSecond);
  readonly #idle = new TokenBucket(idleBurst, idlePerSecond);

  /** A client opened a stream. */
  stream(): void {
    this.#idle.earn(idlePerStream);
  }

  /** A client reset a stream. */
  reset(): void {
    if (!this.#resets.take()) throw calm("too many streams are reset");
  }

  /** A client did to a stream what it may not. */
  fault(): void {
    if (!this.#resets.take(faultCost)) throw calm("too many streams are faulty");
  }

  /** A client sent a frame that moves nothing. */
  idleFrame(): void {
    if (!this.#idle.take()) throw calm("too many frames without a purpose");
  }
}

function calm(why: string): ConnectionError {
  return new ConnectionError(errorCode.enhanceYourCalm, why);
}
