import type { Instruments } from "@genai-collector/component";

/** What every checkpoint store counts: for its factory's `instruments`. */
export const checkpointInstruments = {
  operations: {
    kind: "counter",
    unit: "{operation}",
    doc: "What loops asked of the store, by what became of it.",
    attributes: {
      operation: ["load", "advance", "list", "remove"],
      outcome: ["ok", "absent", "saved", "unchanged", "fenced", "failed"],
    },
  },
  writes: {
    kind: "counter",
    unit: "{write}",
    doc: "Attempts to write. Operations of one moment share one.",
    attributes: { outcome: ["written", "conflict", "failed"] },
  },
  reads: { kind: "counter", unit: "{read}", doc: "Times that the stored content was read." },
  lanes: { kind: "gauge", unit: "{lane}", doc: "Lanes in what this process has read or written of the store." },
  used_bytes: { kind: "gauge", unit: "By", doc: "Size of the document that comes closest to its limit." },
  limit_bytes: { kind: "gauge", unit: "By", doc: "The largest size of a document." },
  orphans: {
    kind: "gauge",
    unit: "{lane}",
    doc: "Lanes of receivers that are not configured, at the last look.",
  },
  orphans_removed: { kind: "counter", unit: "{lane}", doc: "Lanes removed because nobody has advanced them for long." },
} as const satisfies Instruments;

/** The type of `checkpointInstruments`. */
export type CheckpointInstruments = typeof checkpointInstruments;
