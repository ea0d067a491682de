import type { ComponentStatus, Instant } from "@genai-collector/component";
import type { Beat } from "../status/beats.ts";
import type { LedgerReading } from "../ledger/ledger.ts";
import type { MetricReading } from "./metric-reading.ts";

/** Which of the collector's processes this is, and how it hears of the others. */
export interface WorkerPlace {
  /** 0 is the first: it runs what runs once, and shows all. */
  readonly index: number;
  readonly count: number;
  /** The collector's own, of all its workers and lives. */
  readonly instanceId: string;
  /** When the collector was started, not this worker: what is counted is counted since then. */
  readonly startedAt: Instant;
  /** The first worker: the metrics of all others, and of those that have ended. */
  readonly readOthers?: (() => Promise<readonly (readonly MetricReading[])[]>) | undefined;
  /** The first worker: the ledgers of all others, and of those that have ended. */
  readonly readOtherLedgers?: (() => Promise<readonly LedgerReading[]>) | undefined;
  /** All but the first: told each change of a component's state. */
  readonly tellStatus?: ((status: ComponentStatus) => void) | undefined;
  /** All but the first: told each sign of life, so that the first one sees who is stuck. */
  readonly tellBeat?: ((beat: Beat) => void) | undefined;
}

/** The only process there is. */
export const onlyWorker = { index: 0, count: 1 } as const;
