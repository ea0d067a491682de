import { Reconciliation, type ReconciliationOptions } from "./reconciliation.ts";
import type { Broken } from "./promises.ts";

/** How a run ended. */
export interface ReconciliationResult {
  /** The first thousand. */
  readonly violations: readonly Broken[];
  /** Points of settled buckets, and of snapshots, that were held against the truth. */
  readonly points: number;
  readonly snapshotPoints: number;
  /** Records of logs, and runs. */
  readonly records: number;
  readonly runs: number;
  /** What never arrived, each of it counted by the collector: points, records and runs. */
  readonly gaps: number;
  /** Runs that came before they had ended, each of them counted. */
  readonly unfinished: number;
  /** Runs that nobody could have read: told too late, or gone with their project. */
  readonly beyond: number;
  /** Records that came again at the seam, and the pages that they were in. */
  readonly resent: number;
  readonly resentPages: number;
  /** Snapshot points that came again, or anew in the minute of a crash; snapshots that troubles cost. */
  readonly resentPoints: number;
  readonly retaken: number;
  readonly absent: number;
  readonly lives: number;
  readonly requests: { readonly portkey: number; readonly objects: number; readonly langsmith: number };
  /** The most requests in ten seconds, of one process to one source. */
  readonly mostInTenSeconds: number;
  readonly sinkRequests: number;
  readonly scannedBytes: number;
}

/**
 * Runs a whole collector with all six loops against both simulated platforms in virtual time, under a story of troubles
 * and then in peace; what reached the sink is held against what the platforms know.
 */
export async function reconcile(options: ReconciliationOptions): Promise<ReconciliationResult> {
  const reconciliation = await Reconciliation.open(options);
  await reconciliation.play();
  return resultOf(reconciliation);
}

/** What there is to say of a run that has ended. */
export function resultOf({
  violations,
  books,
  snapshots,
  machine,
  portkey,
  langsmith,
  sink,
  watch,
}: Reconciliation): ReconciliationResult {
  const { analytics, logs, runs } = books;
  const all = [...snapshots.values()];
  const sum = (valueOf: (each: (typeof all)[number]) => number): number =>
    all.reduce((total, each) => total + valueOf(each), 0);
  return {
    violations: violations.list,
    points: analytics?.points ?? 0,
    snapshotPoints: sum(({ points }) => points),
    records: logs?.records ?? 0,
    runs: runs?.records ?? 0,
    gaps: (analytics?.gaps ?? 0) + (logs?.gaps ?? 0) + (runs?.gaps ?? 0),
    unfinished: runs?.unfinished.size ?? 0,
    beyond: runs?.beyond ?? 0,
    resent: (logs?.seam.resent ?? 0) + (runs?.seam.resent ?? 0),
    resentPages: (logs?.seam.resentPages ?? 0) + (runs?.seam.resentPages ?? 0),
    resentPoints: (analytics?.resent ?? 0) + sum(({ resent }) => resent),
    retaken: sum(({ retaken }) => retaken),
    absent: sum(({ absent }) => absent),
    lives: machine.lives,
    requests: {
      portkey: portkey.api.requests,
      objects: portkey.objects.requests,
      langsmith: langsmith.api.requests,
    },
    mostInTenSeconds: Math.max(portkey.api.most, portkey.objects.most, langsmith.api.most),
    sinkRequests: sink.front.requests,
    scannedBytes: sink.scanned + watch.scanned,
  };
}
