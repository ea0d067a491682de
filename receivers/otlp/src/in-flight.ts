import { CollectorError } from "@genai-collector/component";

/** How soon a sender may try again: requests are short. */
const retryAfterMs = 1_000;

/** What one request takes up, until it leaves. */
export interface Room {
  /** Sets how many bytes it takes up. Throws `OTLP_TOO_MUCH_IN_FLIGHT` (refused) where that is more than there is. */
  resize(bytes: number): void;
  leave(): void;
}

/**
 * Bounds the bytes of all requests that are under way, whoever sends them and however many: a slow sink must not turn
 * into a full memory. A request that is larger than the bound is let in when it is alone.
 */
export class InFlight {
  readonly #limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  enter(): Room {
    let own = 0;
    return {
      resize: (bytes) => {
        const others = this.#bytes - own;
        if (bytes > own && others > 0 && others + bytes > this.#limit) throw full(this.#limit);
        this.#bytes = others + bytes;
        own = bytes;
      },
      leave: () => {
        this.#bytes -= own;
        own = 0;
      },
    };
  }
}

function full(limit: number): CollectorError {
  return new CollectorError("OTLP_TOO_MUCH_IN_FLIGHT", `${limit} bytes of requests are under way already`, {
    kind: "refused",
    retryAfterMs,
  });
}
