import type { CheckpointStore, CollectorError, Instant, LeaderElector, Term, Timers } from "@genai-collector/component";
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
  const { receiver, store, elector, timers, health, stop, lead } = options;
  const floor = await epochFloor(store, receiver, (error) => health.failed("recoverable_error", error));
  const steppedDown = new AbortController();
  const term = timers.deadline(Infinity, stop, steppedDown.signal);
  let fencedBy: CollectorError | undefined;
  const fenced = (error: CollectorError): void => {
    fencedBy ??= error;
    steppedDown.abort(error);
  };
  const leadOnce = async ({ epoch, signal }: Term): Promise<void> => {
    const both = timers.deadline(Infinity, signal, steppedDown.signal);
    try {
      await lead({ epoch, signal: both.signal }, fenced);
    } finally {
      both.cancel();
    }
  };
  try {
    // Without an elector the term outlives `stop`: what is on its way is still delivered and saved.
    if (elector === undefined) await leadOnce({ epoch: floor, signal: steppedDown.signal });
    else await elector.campaign(receiver, floor, leadOnce, term.signal);
  } finally {
    term.cancel();
  }
  return fencedBy;
}
