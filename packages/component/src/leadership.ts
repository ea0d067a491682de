import { capability } from "./capability.ts";

/** One stretch of leadership. */
export interface Term {
  readonly epoch: number;
  /** Fires before the lease can be anybody else's. */
  readonly signal: AbortSignal;
}

export interface LeaderElector {
  /**
   * Campaigns for `source` until `signal`; runs `lead` once a term and joins it before it campaigns again. Epochs are
   * greater than `floor`.
   */
  campaign(source: string, floor: number, lead: (term: Term) => Promise<void>, signal: AbortSignal): Promise<void>;
}

export const leaderElector = capability<LeaderElector>("genai-collector.leader-elector/1");
