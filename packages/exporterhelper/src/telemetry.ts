import type { Instruments, Recorders, Rejected } from "@genai-collector/component";

/** Why a sink takes no items. `rejected`: it took their siblings, and gives no reason that is known. */
export const rejectReasons = [
  "duplicate_timestamp",
  "too_old",
  "payload_too_large",
  "partial_success",
  "malformed",
  "rejected",
  "other",
] as const;

/** What every exporter of this package measures, beside what is counted for all exporters: spread into its instruments. */
export const exporterInstruments = {
  rejected_items: {
    kind: "counter",
    unit: "{item}",
    doc: "Items that the sink said it will never take, each time that it said so.",
    attributes: { reason: rejectReasons },
  },
  queue_held_requests: {
    kind: "counter",
    unit: "{request}",
    doc: "Times that a request of polled data was not taken and stays in the persistent queue, by the kind of failure.",
    attributes: { reason: ["retryable", "refused", "misconfigured", "malformed", "bug"] },
  },
  queue_lost_records: {
    kind: "counter",
    unit: "{record}",
    doc: "Records of the persistent queue that could not be read any more.",
  },
  dead_letter_items: {
    kind: "counter",
    unit: "{item}",
    doc: "With dead_letter: items that were lost. unidentified: rejected by a sink that does not say which, so that nothing could be kept.",
    attributes: { outcome: ["kept", "not_kept", "unidentified"] },
  },
} as const satisfies Instruments;

export type ExporterInstruments = typeof exporterInstruments;

/** Counts what a sink rejected; a reason of another list counts as `other`. */
export function recordRejected(
  { rejected_items }: Recorders<ExporterInstruments>,
  rejected: readonly Rejected[],
): void {
  for (const { items, reason } of rejected) {
    rejected_items.record(items, { reason: rejectReasons.find((known) => known === reason) ?? "other" });
  }
}
