import type { Instruments } from "@genai-collector/component";

/** What the exporter measures beside what is counted for every exporter. */
export const fileInstruments = {
  written_bytes: { kind: "counter", unit: "By", doc: "Bytes written." },
  rotations: { kind: "counter", unit: "{file}", doc: "Files that were full and put aside." },
  unnamed_items: {
    kind: "counter",
    unit: "{item}",
    doc: "Items whose resource does not say which file they belong to. They are left out.",
  },
} as const satisfies Instruments;

export type FileInstruments = typeof fileInstruments;
