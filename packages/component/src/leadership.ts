import { capability } from "./capability.ts";

/** One stretch of leadership. */
export interface Term {
  readonly epoch: number;
  /** Fires before the lease can be anybody else's. */
  readonly signal: AbortSignal;
}

/** Who leads, as far as this process knows. */
export interface Standing {
  /** The leader's identity. Undefined: nobody, or nobody knows. */
  readonly leader: string | undefined;
  readonly isOurs: boolean;
  /** Of the term that is known; 0 where none is. */
  readonly epoch: number;
}

export interface LeaderElector {
  /**
   * Campaigns for `source` until `signal`; runs `lead` once a term and joins it before it campaigns again. Epochs are
   * greater than `floor`.
   */
  campaign(source: string, floor: number, lead: (term: Term) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Who leads `source`, for people and for metrics; never asks anybody. */
  standing?(source: string): Standing;
}

export const leaderElector = capability<LeaderElector>("genai-collector.leader-elector/1");
