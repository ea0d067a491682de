import type { CheckpointStore, CollectorError, Instant, LeaderElector, Term, Timers } from "@genai-collector/component";
import { epochFloor } from "./epoch-floor.ts";
import type { PartHealth } from "./part-health.ts";

const shortestWaitMs = 5_000;
const longestWaitMs = 600_000;

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
 * epochs again and campaigns above them; each time in a row it waits twice as long, up to ten minutes.
 */
export async function leadWhenever(options: LeadershipOptions): Promise<void> {
  const { stop, timers, health, clock } = options;
  for (let waitMs = shortestWaitMs; !stop.aborted; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    const begun = clock.monotonic();
    try {
      await oneCampaign(options);
    } catch (error) {
      if (!stop.aborted) health.failed("recoverable_error", error);
    }
    // A term that lasted says that the trouble before it was over.
    if (clock.monotonic() - begun > longestWaitMs) waitMs = shortestWaitMs;
    await timers.sleep(waitMs, stop).catch(() => undefined);
  }
}

/** Ends with `stop`, when a newer leader has written (rejects), or when the store or the elector fails (rejects). */
async function oneCampaign({ receiver, store, elector, timers, health, stop, lead }: LeadershipOptions): Promise<void> {
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
  if (fencedBy !== undefined) throw fencedBy;
}
