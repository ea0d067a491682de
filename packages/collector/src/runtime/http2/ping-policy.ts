/** How often a client may ping when it has no stream, where that is not allowed: as in gRPC, once in two hours. */
const withoutStreamMs = 7_200_000;
/** Pings that came too soon before the client is told to go: networks bunch them up. */
const tolerated = 2;

/**
 * Counts the pings of one connection that come too soon, as gRPC's servers do (gRPC proposal A8): an answer that was
 * sent in between makes good for all before it, because a client measures its bandwidth with them.
 */
export class PingPolicy {
  readonly #minMs: number;
  readonly #allowsWithoutStream: boolean;
  #last = -Infinity;
  #strikes = 0;
  #isForgiven = false;

  constructor(minMs: number, allowsWithoutStream: boolean) {
    this.#minMs = minMs;
    this.#allowsWithoutStream = allowsWithoutStream;
  }

  /** Something was sent to the client. */
  forgive(): void {
    this.#isForgiven = true;
  }

  /** A ping came at `now`, in milliseconds. False: it was one too many. */
  isTolerable(now: number, hasStreams: boolean): boolean {
    const since = now - this.#last;
    this.#last = now;
    if (this.#isForgiven) {
      this.#isForgiven = false;
      this.#strikes = 0;
      return true;
    }
    const least = hasStreams || this.#allowsWithoutStream ? this.#minMs : Math.max(withoutStreamMs, this.#minMs);
    if (since < least) this.#strikes++;
    return this.#strikes <= tolerated;
  }
}
