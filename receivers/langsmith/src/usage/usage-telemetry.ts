import type { Instruments } from "@genai-collector/component";

/** Why a project has no span count: see `span_counts_missing`. */
export const missingSpansReasons = ["budget", "time", "permission", "status", "no_answer", "no_value"] as const;

export type MissingSpansReason = (typeof missingSpansReasons)[number];

/** What the loop counts beside what all loops do. */
export const usageInstruments = {
  span_counts_missing: {
    kind: "counter",
    unit: "{project}",
    doc: "Projects of a poll without a span count: it was not their turn (`budget`), time was up (`time`), or the request failed.",
    attributes: { reason: missingSpansReasons },
  },
} as const satisfies Instruments;
