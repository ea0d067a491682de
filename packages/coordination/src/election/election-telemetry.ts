import { isAborted, isCollectorError, type Settings } from "@genai-collector/component";
import type { ElectionEvents } from "./election-events.ts";
import type { electionInstruments } from "./election-instruments.ts";
import type { LossReason } from "./hold.ts";

export type ElectionSettings = Pick<
  Settings<typeof electionInstruments>,
  "logger" | "instruments" | "runtime" | "reportStatus"
>;

/** Logs, counts and reports what happens to one lease. `name` is the lease's; `changed` has the gauges recorded. */
export function watchLease(settings: ElectionSettings, name: string, changed: () => void): ElectionEvents {
  const { logger, instruments } = settings;
  let failures = 0;
  return {
    changed,
    took: (epoch) => {
      instruments.acquisitions.record(1);
      logger.info({ lease: name, epoch }, "This replica leads");
    },
    lost: (reason, epoch) => {
      instruments.losses.record(1, { reason });
      const level = wasMeant(reason) ? "info" : "warn";
      logger[level]({ lease: name, epoch, reason }, lossSentences[reason]);
    },
    renewed: (outcome) => instruments.renewals.record(1, { outcome }),
    failed: (error) => {
      if (isAborted(error)) return;
      failures += 1;
      if (failures > 1) return;
      const needsHelp = isCollectorError(error) && error.kind === "misconfigured";
      logger.warn({ lease: name, err: error }, "The lease cannot be reached; it is tried again");
      settings.reportStatus({ state: needsHelp ? "permanent_error" : "recoverable_error", part: name, error });
    },
    worked: () => {
      if (failures === 0) return;
      logger.info({ lease: name, failures }, "The lease can be reached again");
      settings.reportStatus({ state: "ok", part: name });
      failures = 0;
    },
  };
}

function wasMeant(reason: LossReason): boolean {
  return reason === "handed_over" || reason === "released";
}

const lossSentences: Record<LossReason, string> = {
  expired: "Leadership was lost: the lease could not be renewed in time",
  taken: "Leadership was lost: another replica holds the lease",
  changed: "Leadership was lost: somebody else released the lease",
  handed_over: "This replica handed a source over to one that leads fewer",
  released: "This replica leads no more, and has released the lease",
};
