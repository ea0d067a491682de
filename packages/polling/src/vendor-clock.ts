import type { Clock, Instant } from "@genai-collector/component";

/** A `Date` header tells whole seconds, and the way takes time: less cannot be told from being in step. */
const indistinctMs = 2_000;
/** A header that is further off is broken, and believing it would stop the loops for good. */
const absurdMs = 24 * 3_600_000;
/** Later, nothing is known: our own clock counts again, so that a wrong answer cannot stop the polls that correct it. */
const knownForMs = 600_000;

/** When a request was sent and its answer's headers came, by both of our clocks. */
export interface Exchange {
  readonly sentAt: Instant;
  readonly sentMonotonic: number;
  readonly receivedMonotonic: number;
}

/**
 * What the vendor's clock showed at the latest when the request was sent: its answer may have been made at any moment
 * until its headers came, so all of the way is taken off. Undefined where `date` says nothing, or nothing that can be
 * believed.
 */
export function vendorTimeAtSend(exchange: Exchange, date: string | undefined): Instant | undefined {
  const answeredAt = Date.parse(date ?? "");
  if (Number.isNaN(answeredAt)) return undefined;
  const sentAt = answeredAt - (exchange.receivedMonotonic - exchange.sentMonotonic);
  return Math.abs(sentAt - exchange.sentAt) > absurdMs ? undefined : sentAt;
}

/**
 * The time at which a poll observed the vendor: when its first request was sent, or earlier where an answer shows that
 * the vendor's clock is behind ours, or that the answer came out of a cache.
 */
export class PollClock {
  readonly #clock: VendorClock;
  #observedAt: Instant | undefined;

  constructor(clock: VendorClock) {
    this.#clock = clock;
  }

  sent(at: Instant): void {
    this.#observedAt ??= at;
  }

  heard(exchange: Exchange, date: string | undefined): void {
    const vendorTime = vendorTimeAtSend(exchange, date);
    if (vendorTime === undefined) return;
    const isBehind = exchange.sentAt - vendorTime > indistinctMs;
    this.#clock.learn(exchange, isBehind ? vendorTime : exchange.sentAt);
    if (isBehind) this.#observedAt = Math.min(this.#observedAt ?? vendorTime, vendorTime);
  }

  /** Undefined: no request was sent. */
  get observedAt(): Instant | undefined {
    return this.#observedAt;
  }
}

/** One source's clock, as far as it is known to be behind ours; otherwise ours. */
export class VendorClock {
  readonly #clock: Clock;
  #known: { readonly time: Instant; readonly monotonic: number; readonly isBehind: boolean } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `time` is what the vendor's clock showed when the request was sent. */
  learn(exchange: Exchange, time: Instant): void {
    this.#known = { time, monotonic: exchange.sentMonotonic, isBehind: time < exchange.sentAt };
  }

  /**
   * Now. Counted on from the last answer by the clock that never steps, for ten minutes: a step of our wall clock in
   * between changes nothing. Where the vendor is behind, two seconds more are taken off: the next answer may look that
   * much older.
   */
  now(): Instant {
    const known = this.#known;
    const elapsed = this.#clock.monotonic() - (known?.monotonic ?? 0);
    if (known === undefined || elapsed > knownForMs) return this.#clock.now();
    return Math.min(this.#clock.now(), known.time + Math.floor(elapsed) - (known.isBehind ? indistinctMs : 0));
  }

  /** Milliseconds by which the vendor was behind at the last answer. */
  get behindMs(): number {
    return this.#known === undefined ? 0 : Math.max(0, this.#clock.now() - this.now());
  }
}
