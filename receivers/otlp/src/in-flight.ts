import { CollectorError } from "@genai-collector/component";

/** How soon a sender may try again: requests are short. */
const retryAfterMs = 1_000;

/** A server that knows how long a body will be makes room for all of it once a quarter is there. */
const arrivedFactor = 4;

/**
 * Bounds the bytes of all requests that are under way, whoever sends them and however many: a slow sink must not turn
 * into a full memory. A request that is larger than the bound is let in when it is alone.
 */
export class InFlight {
  readonly limit: number;
  /** Of all requests together. */
  bytes = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  enter(): Room {
    return new Room(this);
  }
}

/** What one request takes up, until it leaves. */
export class Room {
  readonly #all: InFlight;
  #own = 0;
  #hasLeft = false;

  constructor(all: InFlight) {
    this.#all = all;
  }

  /** Throws what `resize` would throw for so many bytes now. Takes up none: what was only announced may never come. */
  check(bytes: number): void {
    const others = this.#all.bytes - this.#own;
    if (bytes > this.#own && others > 0 && others + bytes > this.#all.limit) throw full(this.#all.limit);
  }

  /**
   * Of a body of `announced` bytes, `total` are there. It takes up four times as many, up to all of it: who sends, finds
   * room for the rest, and who announces much and sends little takes none from others.
   */
  arrived(total: number, announced: number): void {
    this.resize(Math.min(announced, arrivedFactor * total));
  }

  /**
   * Sets how many bytes it takes up. Throws `OTLP_TOO_MUCH_IN_FLIGHT` (refused) where that is more than there is, and
   * `OTLP_ABORTED` once it has left: what still arrives for a request that was given up is not taken in.
   */
  resize(bytes: number): void {
    if (this.#hasLeft) throw new CollectorError("OTLP_ABORTED", "the request was given up", { kind: "retryable" });
    this.check(bytes);
    this.#all.bytes += bytes - this.#own;
    this.#own = bytes;
  }

  /** Gives everything back. Safe to call twice. */
  leave(): void {
    this.#hasLeft = true;
    this.#all.bytes -= this.#own;
    this.#own = 0;
  }
}

function full(limit: number): CollectorError {
  return new CollectorError("OTLP_TOO_MUCH_IN_FLIGHT", `${limit} bytes of requests are under way already`, {
    kind: "refused",
    retryAfterMs,
  });
}
