import { watchfulSignal, type Clock, type Timers } from "@genai-collector/component";
import type { Lease, StoredLease } from "./lease.ts";

/** Why a process leads no more. The last two are its own doing. */
export const lossReasons = ["expired", "taken", "changed", "handed_over", "released"] as const;
export type LossReason = (typeof lossReasons)[number];

/**
 * A lease that this process holds. It counts from before the last renewal was sent, whenever the answer came, and is over
 * by this process' own clock before anybody else may take it. Whoever asks has the clock read first.
 */
export class Hold {
  /** Fires before the lease can be anybody else's. */
  readonly signal: AbortSignal;
  /** Fires when the lease is not ours any more; after `handOver` and `close` it still is for a while. */
  readonly over: AbortSignal;
  /** What was last written, and found to be written. */
  lease: Lease;
  /** Undefined: it was deleted, and is to be made anew. */
  version: string | undefined;
  /** How many `lead`s run under it. */
  leads = 0;
  /** Whoever gets it next. */
  heir: string | undefined;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #deadlineMs: number;
  readonly #term = new AbortController();
  readonly #over = new AbortController();
  #sentAt: number;
  /** When each renewal was sent that may have succeeded without a word, by its number. */
  readonly #unanswered = new Map<number, number>();
  #lastNumber = 0;
  #isLost = false;
  #reason: LossReason | undefined;
  #cancelTimer: () => void = () => undefined;

  constructor(
    { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
    deadlineMs: number,
    first: { readonly sentAt: number; readonly lease: Lease; readonly version: string },
  ) {
    this.#clock = clock;
    this.#timers = timers;
    this.#deadlineMs = deadlineMs;
    this.#sentAt = first.sentAt;
    this.lease = first.lease;
    this.version = first.version;
    this.signal = watchfulSignal(this.#term, () => this.isValid);
    this.over = watchfulSignal(this.#over, () => this.isValid);
    this.#arm();
  }

  /** It is ours. */
  get isValid(): boolean {
    if (this.#isLost) return false;
    if (this.#clock.monotonic() - this.#sentAt < this.#deadlineMs) return true;
    this.lose("expired");
    return false;
  }

  /** It is ours, and work may begin under it. */
  get isOpen(): boolean {
    return this.isValid && this.#reason === undefined;
  }

  /** Undefined while nothing has ended it. */
  get reason(): LossReason | undefined {
    return this.#reason;
  }

  /** How long ago the last renewal that succeeded was sent, in milliseconds. */
  get ageMs(): number {
    return this.#clock.monotonic() - this.#sentAt;
  }

  /**
   * The number of a renewal that is sent now. Each has its own, whether or not it arrives: with one number for two, the
   * earlier could be found and be taken for the later.
   */
  number(sentAt: number): number {
    const number = (this.#lastNumber = Math.max(this.#lastNumber, this.lease.renewals) + 1);
    this.#unanswered.set(number, sentAt);
    return number;
  }

  /** A renewal succeeded. Comes too late where it is over already. */
  renewed(lease: Lease, version: string): void {
    const sentAt = this.#unanswered.get(lease.renewals);
    if (sentAt === undefined || !this.isValid) return;
    this.lease = lease;
    this.version = version;
    this.#sentAt = sentAt;
    this.#unanswered.clear();
    this.#arm();
  }

  /** This was found, which is ours: as it was known, or as a renewal made it whose answer was lost. */
  found({ lease: { epoch, renewals }, version }: StoredLease): void {
    const lease = { ...this.lease, epoch: Math.max(this.lease.epoch, epoch), renewals };
    this.renewed(lease, version);
    this.lease = lease;
    this.version = version;
  }

  /** Ends the term; the lease stays ours, and is renewed, until it is released to `heir`. */
  handOver(heir: string): void {
    if (!this.isOpen) return;
    this.heir = heir;
    this.#end("handed_over");
  }

  /** Ends the term, before the lease is released: from then on it may be another's before we hear of it. */
  close(): void {
    if (this.isOpen) this.#end("released");
  }

  /** It is not ours any more. */
  lose(reason: LossReason): void {
    this.#isLost = true;
    this.#cancelTimer();
    this.#end(reason);
    this.#over.abort(this.#term.signal.reason);
  }

  #end(reason: LossReason): void {
    this.#reason ??= reason;
    this.#term.abort(new Error(`the lease of epoch ${this.lease.epoch} is over: ${this.#reason}`));
  }

  #arm(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#timers.after(Math.max(0, this.#deadlineMs - this.ageMs), () => this.lose("expired"));
  }
}
