import type { Instruments, Recorders } from "@genai-collector/component";
import { renewalOutcomes } from "./election-events.ts";
import { lossReasons } from "./hold.ts";

/** What every elector measures, from its start on and on every replica: also on those that never led. */
export const electionInstruments = {
  campaigning: {
    kind: "gauge",
    unit: "{source}",
    doc: "Sources that this replica would lead, or leads. 0: it is no standby.",
  },
  is_leader: { kind: "gauge", unit: "1", doc: "1 while this replica leads at least one source." },
  leases: { kind: "gauge", unit: "{lease}", doc: "Leases that this replica holds." },
  epoch: { kind: "gauge", unit: "1", doc: "The highest epoch that this replica leads with; 0 while it leads nothing." },
  observed_lease_age: {
    kind: "gauge",
    unit: "s",
    doc: "How long ago there was a sign of a holder, its own included: of the lease where that is longest. 0 while nothing is campaigned for.",
  },
  acquisitions: { kind: "counter", unit: "{lease}", doc: "Leases that this replica took." },
  losses: {
    kind: "counter",
    unit: "{lease}",
    doc: "Leases that this replica holds no more: `expired` (it could not renew in time), `taken` (another holds it), `changed` (somebody else wrote it), `handed_over` (to a replica with fewer), `released` (nothing to lead any more).",
    attributes: { reason: lossReasons },
  },
  renewals: {
    kind: "counter",
    unit: "{request}",
    doc: "Attempts to renew: `renewed`, `conflict` (written by somebody else meanwhile, and looked at anew), `failed` (no answer, or refused).",
    attributes: { outcome: renewalOutcomes },
  },
} as const satisfies Instruments;

/** What an elector records into. */
export type ElectionRecorders = Recorders<typeof electionInstruments>;
