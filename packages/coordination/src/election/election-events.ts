import type { LossReason } from "./hold.ts";

/** How an attempt to renew a lease ended. `conflict`: somebody wrote it meanwhile, and it is looked at anew. */
export const renewalOutcomes = ["renewed", "conflict", "failed"] as const;
export type RenewalOutcome = (typeof renewalOutcomes)[number];

/** What happens to one lease, for those who watch. */
export interface ElectionEvents {
  took(epoch: number): void;
  lost(reason: LossReason, epoch: number): void;
  renewed(outcome: RenewalOutcome): void;
  /** The store did not answer, or refused. */
  failed(error: unknown): void;
  worked(): void;
  /** Something that gauges show may have changed. */
  changed(): void;
}
