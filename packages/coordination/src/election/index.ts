/** What leader electors share: the election itself, over any lease that can be compared and swapped. */
export { checkElection, electionConfig, leaseTimesOf, type ElectionConfig } from "./election-config.ts";
export { electionInstruments, type ElectionRecorders } from "./election-instruments.ts";
export type { ElectionSettings } from "./election-telemetry.ts";
export { Elector, type ElectorOptions } from "./elector.ts";
export { ElectorExtension, type LeaseStore } from "./elector-extension.ts";
export { leaseOf, type Lease, type LeaseCell, type LeaseTimes, type StoredLease, type Wish } from "./lease.ts";
