import type { Runtime, Standing, Term } from "@genai-collector/component";
import { Entrant } from "./entrant.ts";
import type { ElectionEvents } from "./election-events.ts";
import { fired, orFired } from "./fired.ts";
import { Hold } from "./hold.ts";
import {
  isHeldBy,
  isSpoiled,
  type Lease,
  type LeaseCell,
  type LeaseTimes,
  type Self,
  type StoredLease,
} from "./lease.ts";
import type { Sharer, Sharing } from "./sharing.ts";
import { Sighting } from "./sighting.ts";

/** A renewal that meets another write reads and tries again so often before it waits. */
const swapsPerRenewal = 3;

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
  readonly #entrants = new Set<Entrant>();
  #running: Promise<void> | undefined;
  #hold: Hold | undefined;
  /** An acquisition is on its way. */
  #isTaking = false;
  /** Somebody waits for a higher epoch, and no renewal was tried since. */
  #isUrgent = false;
  #wake: () => void = () => undefined;
  /** Nobody waits for what is being looked up. */
  #leaving = new AbortController();

  constructor(options: ContenderOptions) {
    const { runtime, self, times } = options;
    this.#options = options;
    this.sighting = new Sighting(runtime.clock, self, times.durationMs);
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

  /** As `LeaderElector.campaign`. Resolves when the lease is released, where this was the last campaign. */
  async campaign(floor: number, lead: (term: Term) => Promise<void>, signal: AbortSignal): Promise<void> {
    const entrant = new Entrant(floor);
    this.#entrants.add(entrant);
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
      if (this.#entrants.size === 0) await this.#running;
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
    this.#leaving = new AbortController();
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
    return [...this.#entrants].some((entrant) => entrant.isWaiting);
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
      await this.#rest(untilFreeMs > 0 ? Math.min(periodMs, Math.ceil(untilFreeMs)) : periodMs);
    }
    return undefined;
  }

  async #look(): Promise<Hold | undefined> {
    const { events, sharing } = this.#options;
    try {
      // What was seen last may be tried at once: were it another one by now, nothing would be written.
      const taken = this.#mayTake() ? await this.#take() : undefined;
      if (taken !== undefined || !this.#isWanted) return taken;
      this.sighting.see(await this.#read(this.#leaving.signal));
      events.worked();
      if (this.#isWanted && this.#mayTake()) return await this.#take();
      if (sharing.wants(this)) await this.#wish();
    } catch (error) {
      if (this.#isWanted) events.failed(error);
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

  async #take(): Promise<Hold | undefined> {
    const { runtime, times, events } = this.#options;
    const { stored } = this.sighting;
    const now = runtime.clock.now();
    const floor = Math.max(stored?.lease.epoch ?? 0, ...[...this.#entrants].map(({ above }) => above));
    const lease = { ...this.#ours(floor + 1), renewals: 0, acquiredAt: now, renewedAt: now };
    const sentAt = runtime.clock.monotonic();
    this.#isTaking = true;
    try {
      const answer = await this.#write(lease, stored?.version);
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
    const lease = { ...stored.lease, wish };
    const answer = await this.#write(lease, stored.version, this.#leaving.signal);
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
        await this.#release(hold);
        break;
      }
      const waitMs = this.#isUrgent ? 0 : nextAt - clock.monotonic();
      if (waitMs > 0) {
        await this.#rest(waitMs);
        continue;
      }
      nextAt = clock.monotonic() + times.retryPeriodMs;
      this.#isUrgent = false;
      await this.#renew(hold);
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

  async #renew(hold: Hold): Promise<void> {
    const { events } = this.#options;
    try {
      for (let swaps = 0; swaps < swapsPerRenewal && hold.isValid; swaps++) {
        if (await this.#swap(hold)) {
          events.worked();
          return events.renewed("renewed");
        }
        events.renewed("conflict");
        const stored = await this.#read(hold.over);
        if (!this.#isStillOurs(hold, stored)) return;
        const wish = stored?.lease.wish;
        if (wish !== undefined && this.#options.sharing.gives(wish)) hold.handOver(wish.by);
      }
    } catch (error) {
      if (!hold.isValid) return;
      events.renewed("failed");
      events.failed(error);
    }
  }

  /** False: somebody else wrote meanwhile, or an answer of our own was lost. */
  async #swap(hold: Hold): Promise<boolean> {
    const { clock } = this.#options.runtime;
    const waiting = [...this.#entrants].filter((entrant) => entrant.isWaiting);
    // Who came later may bring a higher floor: those that lead already keep the epoch of their term.
    const isTooLow = hold.isOpen && waiting.some(({ above }) => above >= hold.lease.epoch);
    const epoch = isTooLow ? Math.max(...waiting.map(({ above }) => above)) + 1 : hold.lease.epoch;
    const { acquiredAt, renewals } = hold.lease;
    const lease = { ...this.#ours(epoch), renewals: renewals + 1, acquiredAt, renewedAt: clock.now() };
    const sentAt = clock.monotonic();
    const answer = await this.#write(lease, hold.version, hold.over);
    if (answer === "conflict") return false;
    hold.renewed(sentAt, lease, answer.version);
    return true;
  }

  /** After a conflict. What is ours, and what was deleted or spoiled while we held it, is written anew. */
  #isStillOurs(hold: Hold, stored: StoredLease | undefined): boolean {
    const { self } = this.#options;
    if (stored !== undefined && isHeldBy(stored.lease, self)) {
      // A renewal whose answer was lost may have raised both.
      const epoch = Math.max(hold.lease.epoch, stored.lease.epoch);
      const renewals = Math.max(hold.lease.renewals, stored.lease.renewals);
      hold.lease = { ...hold.lease, epoch, renewals };
    } else if (stored !== undefined && !isSpoiled(stored.lease, self)) {
      this.sighting.see(stored);
      hold.lose(stored.lease.isReleased ? "changed" : "taken");
      return false;
    }
    hold.version = stored?.version;
    return true;
  }

  /** Tried once: a lease that was not released ends by itself. */
  async #release(hold: Hold): Promise<void> {
    const { clock } = this.#options.runtime;
    const lease = {
      ...hold.lease,
      holder: "",
      instance: "",
      renewals: hold.lease.renewals + 1,
      renewedAt: clock.now(),
      isReleased: true,
      heir: hold.heir,
      wish: undefined,
    };
    try {
      const answer = await this.#write(lease, hold.version, hold.over);
      if (answer !== "conflict") this.sighting.see({ lease, version: answer.version });
    } catch (error) {
      this.#options.events.failed(error);
    }
    hold.lose("released");
  }

  #ours(epoch: number): Omit<Lease, "renewals" | "acquiredAt" | "renewedAt"> {
    const { self, times } = this.#options;
    return {
      holder: self.identity,
      instance: self.instance,
      epoch,
      durationMs: times.durationMs,
      isReleased: false,
      heir: undefined,
      wish: undefined,
    };
  }

  #read(...signals: readonly AbortSignal[]): Promise<StoredLease | undefined> {
    return this.#request((signal) => this.#options.cell.read(signal), signals);
  }

  #write(
    lease: Lease,
    version: string | undefined,
    ...signals: readonly AbortSignal[]
  ): ReturnType<LeaseCell["write"]> {
    return this.#request((signal) => this.#options.cell.write(lease, version, signal), signals);
  }

  /** Two attempts fit into a term, however long each hangs. */
  async #request<T>(run: (signal: AbortSignal) => Promise<T>, signals: readonly AbortSignal[]): Promise<T> {
    const { runtime, times, giveUp } = this.#options;
    const limit = runtime.timers.deadline(times.renewDeadlineMs / 2, giveUp, ...signals);
    try {
      return await orFired(run(limit.signal), limit.signal);
    } finally {
      limit.cancel();
    }
  }

  /** Until then, or until something changed. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#wake = () => undefined;
        resolve();
      };
      const cancel = this.#options.runtime.timers.after(ms, done);
      this.#wake = done;
    });
  }
}
