import type { Instruments } from "@genai-collector/component";

/** What the loop counts beside what all loops do. */
export const sessionsInstruments = {
  feedback_left_out: {
    kind: "counter",
    unit: "{key}",
    doc: "Feedback with a mean that was left out: its key is no identifier (`unnamed`), or there are more than `max_feedback_keys` (`beyond`).",
    attributes: { reason: ["unnamed", "beyond"] },
  },
} as const satisfies Instruments;
