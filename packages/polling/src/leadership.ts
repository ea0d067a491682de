import {
  CollectorError,
  type CheckpointStore,
  type Instant,
  type LeaderElector,
  type Term,
  type Timers,
} from "@genai-collector/component";
import { epochFloor } from "./epoch-floor.ts";
import type { PartHealth } from "./part-health.ts";

const shortestWaitMs = 5_000;
/** Two writers that keep fencing one another must not keep polling the vendor as well. */
const longestFencedWaitMs = 600_000;
/** A store or an elector that is back is to be noticed soon. */
const longestFailedWaitMs = 60_000;

export interface LeadershipOptions {
  readonly receiver: string;
  readonly store: CheckpointStore;
  /** Undefined: this process always leads. */
  readonly elector: LeaderElector | undefined;
  readonly timers: Timers;
  readonly clock: { monotonic(): Instant };
  readonly health: PartHealth;
  readonly stop: AbortSignal;
  /** Runs the loops until the term ends; `fenced` ends it from inside. */
  lead(term: Term, fenced: (error: CollectorError) => void): Promise<void>;
}

/**
 * Leads whenever it may, until `stop`. When a newer epoch has written meanwhile, it steps down, waits, reads the store's
 * epochs again and campaigns above them; each time in a row it waits twice as long.
 */
export async function leadWhenever(options: LeadershipOptions): Promise<void> {
  const { stop, timers, health, clock } = options;
  for (let waitMs = shortestWaitMs; !stop.aborted; waitMs *= 2) {
    const begun = clock.monotonic();
    let longestMs = longestFailedWaitMs;
    try {
      const fencedBy = await oneCampaign(options);
      if (fencedBy !== undefined) {
        longestMs = longestFencedWaitMs;
        health.failed("recoverable_error", fencedBy);
      }
    } catch (error) {
      if (!stop.aborted) health.failed("recoverable_error", error);
    }
    // A term that lasted says that the trouble before it was over.
    const hadLasted = clock.monotonic() - begun > longestFencedWaitMs;
    waitMs = hadLasted ? shortestWaitMs : Math.min(waitMs, longestMs);
    await timers.sleep(waitMs, stop).catch(() => undefined);
  }
}

/** Ends with `stop`, or with what says that a newer leader has written. Rejects when the store or the elector fails. */
async function oneCampaign(options: LeadershipOptions): Promise<CollectorError | undefined> {
  const { elector, receiver } = options;
  const floor = await floorOf(options);
  const campaign = new Campaign(options);
  try {
    // Without an elector nobody else leads.
    if (elector === undefined) await campaign.lead({ epoch: floor, signal: campaign.signal });
    else await elector.campaign(receiver, floor, (term) => campaign.leadAbove(term), campaign.signal);
  } finally {
    campaign.close();
  }
  if (campaign.failure !== undefined) throw campaign.failure;
  return campaign.fencedBy;
}

function floorOf({ store, receiver, health }: LeadershipOptions): Promise<number> {
  return epochFloor(store, receiver, (error) => health.failed("recoverable_error", error));
}

/** One campaign, from its floor to its end. */
class Campaign {
  /** Why it stepped down. */
  fencedBy: CollectorError | undefined;
  /** What kept it from leading. */
  failure: unknown;
  readonly #options: LeadershipOptions;
  readonly #over = new AbortController();
  #isLeading = false;

  constructor(options: LeadershipOptions) {
    this.#options = options;
    options.stop.addEventListener("abort", this.#stop);
    this.#stop();
  }

  /** Fires with `stop`, but while it leads not before what is on its way is delivered and saved; and when it steps down. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  close(): void {
    this.#options.stop.removeEventListener("abort", this.#stop);
  }

  /** A standby's floor is as old as its wait, and the lease may have been made anew meanwhile: it is asked for again. */
  async leadAbove(term: Term): Promise<void> {
    let found: number;
    try {
      found = await floorOf(this.#options);
    } catch (error) {
      // Somebody else may reach the store.
      this.failure = error;
      return this.#over.abort(error);
    }
    if (found < term.epoch) return this.lead(term);
    const message = `the lease gave epoch ${term.epoch}, and lanes of ${this.#options.receiver} have epoch ${found}`;
    this.#stepDown(new CollectorError("POLLING_FENCED", message, { kind: "retryable" }));
  }

  async lead({ epoch, signal }: Term): Promise<void> {
    const { timers, lead } = this.#options;
    const term = timers.deadline(Infinity, signal, this.#over.signal);
    this.#isLeading = true;
    try {
      if (!term.signal.aborted) await lead({ epoch, signal: term.signal }, (error) => this.#stepDown(error));
    } finally {
      this.#isLeading = false;
      term.cancel();
      this.#stop();
    }
  }

  #stepDown(error: CollectorError): void {
    this.fencedBy ??= error;
    this.#over.abort(error);
  }

  readonly #stop = (): void => {
    const { stop } = this.#options;
    if (stop.aborted && !this.#isLeading) this.#over.abort(stop.reason);
  };
}
