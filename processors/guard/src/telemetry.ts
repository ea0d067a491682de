import type { Instruments, Recorders } from "@genai-collector/component";

/** Why an item was dropped. */
export const dropReasons = [
  "content",
  "unreleased",
  "label",
  "budget",
  "points_per_minute",
  "stream_labels",
  "malformed",
] as const;

export const guardInstruments = {
  dropped: {
    kind: "counter",
    unit: "{item}",
    doc: "Data points and records that were dropped.",
    attributes: { reason: dropReasons },
  },
  stripped: {
    kind: "counter",
    unit: "{attribute}",
    doc: "Attributes that were taken off because they hold content; of polled data also whatever it should not have.",
  },
  bodies_dropped: { kind: "counter", unit: "{record}", doc: "Bodies that were taken off log records." },
  overflowed: { kind: "counter", unit: "{item}", doc: "Data points that went to an overflow series." },
  new_label_sets: { kind: "counter", unit: "{set}", doc: "Label sets that were seen for the first time." },
  unknown_fields: {
    kind: "counter",
    unit: "{field}",
    doc: "Protobuf fields that OTLP does not name, and that were left out.",
  },
} as const satisfies Instruments;

export type GuardInstruments = typeof guardInstruments;
export type GuardRecorders = Recorders<GuardInstruments>;
