import type { Instruments, Recorders } from "@genai-collector/component";

/** Whether a bucket that changed had been delivered: only then the delivered value is wrong for good. */
export const revisionTimes = ["before_settle", "after_settle"] as const;

/** What settle measures: `after` should be longer than the ages under `before_settle`, and nothing be under the other. */
export const settleInstruments = {
  revisions: {
    kind: "counter",
    unit: "{bucket}",
    doc: "Buckets that changed at the vendor after they had ended.",
    attributes: { when: revisionTimes },
  },
  revision_age: {
    kind: "histogram",
    unit: "s",
    doc: "How long after its end a bucket was seen to have changed.",
    attributes: { when: revisionTimes },
  },
} as const satisfies Instruments;

export type SettleRecorders = Recorders<typeof settleInstruments>;
