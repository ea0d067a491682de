import type { ComponentId, LeaderElector, Logger, Standing, Timers } from "@genai-collector/component";
import type { PartHealth } from "./part-health.ts";

/** Between two looks at who leads. Nobody is asked for it: the elector knows. */
const lookMs = 5_000;

export interface StandingOptions {
  readonly receiver: ComponentId;
  readonly elector: LeaderElector | undefined;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Of the part `leadership`. */
  readonly health: PartHealth;
  readonly stop: AbortSignal;
}

/**
 * Says who polls this source, once for each change, on every replica: a standby is well as long as somebody leads. Whether
 * this process may poll is not decided by it.
 */
export async function tellStanding({
  receiver,
  elector,
  timers,
  logger,
  health,
  stop,
}: StandingOptions): Promise<void> {
  if (elector?.standing === undefined) return;
  let known: Standing = { leader: undefined, isOurs: false, epoch: 0 };
  while (!stop.aborted) {
    const now = elector.standing(receiver);
    if (isOther(known, now)) {
      logger.info({ leader: now.leader, epoch: now.epoch }, sentenceOf(now));
      if (now.leader !== undefined && !now.isOurs) health.succeeded();
      known = now;
    }
    await timers.sleep(lookMs, stop).catch(() => undefined);
  }
}

function isOther(one: Standing, other: Standing): boolean {
  // While nobody leads, the epoch is that of the past.
  if (one.leader === undefined && other.leader === undefined) return false;
  return one.leader !== other.leader || one.isOurs !== other.isOurs || one.epoch !== other.epoch;
}

function sentenceOf({ leader, isOurs }: Standing): string {
  if (leader === undefined) return "No replica is known to poll";
  return isOurs ? "This replica polls" : "Another replica polls";
}
