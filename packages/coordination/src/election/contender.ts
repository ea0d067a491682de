import type { Runtime, Standing, Term } from "@genai-collector/component";
import { Entrant } from "./entrant.ts";
import type { ElectionEvents } from "./election-events.ts";
import { fired } from "./fired.ts";
import { Hold } from "./hold.ts";
import { Keeper } from "./keeper.ts";
import type { Lease, LeaseCell, LeaseTimes, Self } from "./lease.ts";
import { LeaseRequests } from "./lease-requests.ts";
import type { Sharer, Sharing } from "./sharing.ts";
import { Sighting } from "./sighting.ts";

export interface ContenderOptions {
  readonly cell: LeaseCell;
  readonly self: Self;
  readonly times: LeaseTimes;
  readonly runtime: Pick<Runtime, "clock" | "timers" | "random">;
  readonly sharing: Sharing;
  readonly events: ElectionEvents;
  /** Requests that are under way are given up when it fires. */
  readonly giveUp: AbortSignal;
}

/**
 * Competes for one lease, on behalf of any number of campaigns that share it. While it leads it keeps the lease; a
 * campaign that joins with a floor that is not below the epoch has the epoch raised in place, and terms that run go on.
 */
export class Contender implements Sharer {
  readonly sighting: Sighting;
  readonly #options: ContenderOptions;
  readonly #requests: LeaseRequests;
  readonly #keeper: Keeper;
  readonly #entrants = new Set<Entrant>();
  #running: Promise<void> | undefined;
  #hold: Hold | undefined;
  /** An acquisition is on its way. */
  #isTaking = false;
  /** Somebody waits for a higher epoch, and no renewal was tried since. */
  #isUrgent = false;
  #wake: () => void = () => undefined;
  /** Resolves when another campaign begins. */
  #joined = Promise.withResolvers<void>();
  /** Nobody waits for what is being looked up. */
  #leaving = new AbortController();

  constructor(options: ContenderOptions) {
    const { cell, runtime, self, times, giveUp } = options;
    const { clock, timers } = runtime;
    this.#options = options;
    this.sighting = new Sighting(clock, self, times.durationMs);
    // Two attempts fit into a term, however long each hangs.
    this.#requests = new LeaseRequests(cell, timers, times.renewDeadlineMs / 2, giveUp);
    this.#keeper = new Keeper({ ...options, clock, requests: this.#requests, sighting: this.sighting });
  }

  get isOurs(): boolean {
    return this.#isTaking || this.#hold?.isOpen === true;
  }

  /** It competes, or leads. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** The epoch that it leads with; 0 where it does not. */
  get epoch(): number {
    return this.#hold?.isOpen === true ? this.#hold.lease.epoch : 0;
  }

  /** For how long there was no sign of the lease's holder, in milliseconds, this process included. */
  get ageMs(): number {
    return this.#hold?.isValid === true ? this.#hold.ageMs : this.sighting.ageMs;
  }

  get standing(): Standing {
    const { identity } = this.#options.self;
    if (this.#hold?.isOpen === true) return { leader: identity, isOurs: true, epoch: this.#hold.lease.epoch };
    const { leader, stored } = this.sighting;
    return { leader: leader?.holder, isOurs: false, epoch: stored?.lease.epoch ?? 0 };
  }

  /**
   * As `LeaderElector.campaign`. Where this was the last campaign, resolves when the lease is released, or is the affair of
   * another one that has begun meanwhile.
   */
  async campaign(floor: number, lead: (term: Term) => Promise<void>, signal: AbortSignal): Promise<void> {
    const entrant = new Entrant(floor);
    this.#entrants.add(entrant);
    this.#joined.resolve();
    this.#joined = Promise.withResolvers();
    try {
      for (;;) {
        const next = entrant.nextHold(signal);
        this.#enter(entrant);
        const hold = await next;
        if (hold === undefined) return;
        await this.#leadUnder(hold, entrant.above, lead, signal);
      }
    } finally {
      this.#entrants.delete(entrant);
      if (this.#entrants.size === 0) this.#leaving.abort(new Error("the campaign is over"));
      this.#wake();
      if (this.#entrants.size === 0) await Promise.race([this.#running, this.#joined.promise]);
    }
  }

  #enter(entrant: Entrant): void {
    if (!entrant.isWaiting) return;
    if (this.#hold !== undefined) entrant.offer(this.#hold);
    this.#isUrgent ||= entrant.isWaiting;
    this.#running ??= this.#run();
    this.#wake();
  }

  async #leadUnder(hold: Hold, epoch: number, lead: (term: Term) => Promise<void>, signal: AbortSignal): Promise<void> {
    const term = this.#options.runtime.timers.deadline(Infinity, hold.signal, signal);
    try {
      if (term.signal.aborted) return;
      await lead({ epoch, signal: term.signal });
      await fired(term.signal);
    } finally {
      term.cancel();
      hold.leads -= 1;
      this.#wake();
    }
  }

  async #run(): Promise<void> {
    const { sharing, events, times } = this.#options;
    sharing.add(this);
    while (this.#entrants.size > 0) {
      const hold = await this.#acquire();
      if (hold !== undefined) await this.#keep(hold);
      // Leads that outlive their term are joined before anybody competes for them again.
      else if (this.#entrants.size > 0) await this.#rest(times.retryPeriodMs);
    }
    this.#running = undefined;
    sharing.remove(this);
    events.changed();
  }

  get #isWanted(): boolean {
    return this.#waitingAbove.length > 0;
  }

  get #waitingAbove(): readonly number[] {
    return [...this.#entrants].flatMap((entrant) => (entrant.isWaiting ? entrant.above : []));
  }

  /** Undefined: nobody waits for it any more. */
  async #acquire(): Promise<Hold | undefined> {
    const { clock, random } = this.#options.runtime;
    const { retryPeriodMs } = this.#options.times;
    while (this.#isWanted) {
      const hold = await this.#look();
      if (hold !== undefined || !this.#isWanted) return hold;
      // Replicas that were started together do not stay together.
      const periodMs = retryPeriodMs * (1 - random.next() / 5);
      const untilFreeMs = this.#mayTakeAt() - clock.monotonic();
      await this.#rest(untilFreeMs > 0 ? Math.min(periodMs, untilFreeMs) : periodMs);
    }
    return undefined;
  }

  async #look(): Promise<Hold | undefined> {
    const { events, sharing } = this.#options;
    const leaving = (this.#leaving = new AbortController());
    try {
      // What was seen last may be tried at once: were it another one by now, nothing would be written.
      const taken = this.#mayTake() ? await this.#take() : undefined;
      if (taken !== undefined || !this.#isWanted) return taken;
      this.sighting.see(await this.#requests.read(leaving.signal));
      events.worked();
      if (this.#isWanted && this.sighting.stored === undefined)
        await this.#put(this.#keeper.vacant(this.#floor), undefined);
      if (this.#isWanted && this.#mayTake()) return await this.#take();
      if (sharing.wants(this)) await this.#wish();
    } catch (error) {
      if (!leaving.signal.aborted) events.failed(error);
    } finally {
      events.changed();
    }
    return undefined;
  }

  #mayTake(): boolean {
    return this.#options.runtime.clock.monotonic() >= this.#mayTakeAt();
  }

  /** By the monotonic clock. */
  #mayTakeAt(): number {
    const { sharing } = this.#options;
    return this.sighting.freeAt + (this.sighting.isMeant ? 0 : sharing.waitMs(this));
  }

  /** The highest epoch that anybody is known to have led with. */
  get #floor(): number {
    return Math.max(this.sighting.highestEpoch, ...[...this.#entrants].map(({ above }) => above));
  }

  async #take(): Promise<Hold | undefined> {
    const { runtime, times, events } = this.#options;
    const { stored } = this.sighting;
    const lease = this.#keeper.first(this.#floor + 1);
    const sentAt = runtime.clock.monotonic();
    this.#isTaking = true;
    try {
      const answer = await this.#requests.write(lease, stored?.version);
      if (answer === "conflict") return undefined;
      this.sighting.forget();
      const hold = new Hold(runtime, times.renewDeadlineMs, { sentAt, lease, version: answer.version });
      // An answer that took so long says that it was ours once.
      if (!hold.isValid) return undefined;
      events.took(lease.epoch);
      this.#hold = hold;
      return hold;
    } finally {
      this.#isTaking = false;
    }
  }

  /** Lets the holder know that this replica has fewer. Only tried: the next look shows what came of it. */
  async #wish(): Promise<void> {
    const { self, sharing } = this.#options;
    const stored = this.sighting.stored!;
    const wish = { by: self.instance, holds: sharing.held };
    if (stored.lease.wish?.by === wish.by && stored.lease.wish.holds === wish.holds) return;
    await this.#put({ ...stored.lease, wish }, stored.version);
  }

  async #put(lease: Lease, version: string | undefined): Promise<void> {
    const answer = await this.#requests.write(lease, version, this.#leaving.signal);
    if (answer !== "conflict") this.sighting.see({ lease, version: answer.version });
  }

  /** Renews until the lease is lost, or nobody wants it any more and it is released. */
  async #keep(hold: Hold): Promise<void> {
    const { clock } = this.#options.runtime;
    const { times, events } = this.#options;
    const wake = (): void => this.#wake();
    hold.signal.addEventListener("abort", wake);
    hold.over.addEventListener("abort", wake);
    this.#isUrgent = false;
    let nextAt = clock.monotonic() - hold.ageMs + times.retryPeriodMs;
    this.#offer(hold);
    while (hold.isValid) {
      if (this.#isOver(hold)) {
        await this.#keeper.release(hold);
        break;
      }
      const waitMs = this.#isUrgent ? 0 : nextAt - clock.monotonic();
      if (waitMs > 0) {
        await this.#rest(waitMs);
        continue;
      }
      nextAt = clock.monotonic() + times.retryPeriodMs;
      this.#isUrgent = false;
      await this.#keeper.renew(hold, this.#waitingAbove);
      this.#offer(hold);
      events.changed();
    }
    this.#hold = undefined;
    events.lost(hold.reason!, hold.lease.epoch);
  }

  #offer(hold: Hold): void {
    for (const entrant of this.#entrants) entrant.offer(hold);
    this.#options.events.changed();
  }

  /** Nothing runs under it, and nothing is going to. */
  #isOver(hold: Hold): boolean {
    return hold.leads === 0 && (!hold.isOpen || !this.#isWanted);
  }

  /** Until then, or until something changed. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#wake = () => undefined;
        resolve();
      };
      // Not less than clocks can tell: woken too early, it would only wait again.
      const cancel = this.#options.runtime.timers.after(Math.max(1, Math.ceil(ms)), done);
      this.#wake = done;
    });
  }
}
