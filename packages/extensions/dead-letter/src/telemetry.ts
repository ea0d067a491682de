import type { Instruments, Recorders } from "@genai-collector/component";

/**
 * Why a letter is not kept, or no longer. `full`: `max_size`. `oldest`: it made room for a newer one. `too_large`: one
 * item is larger than a file may be. `disk_full`, `failed`: the disk's word. `busy`: the disk does not keep up, or hangs.
 * `torn`: a crash cut it short. `closed`: the collector does not run, or stops before it was written.
 */
export const dropReasons = ["full", "oldest", "too_large", "disk_full", "failed", "busy", "torn", "closed"] as const;

export type DropReason = (typeof dropReasons)[number];

export const deadLetterInstruments = {
  kept_letters: { kind: "counter", unit: "{letter}", doc: "Letters that were brought to disk." },
  kept_items: { kind: "counter", unit: "{item}", doc: "Items in letters that were brought to disk." },
  kept_bytes: { kind: "counter", unit: "By", doc: "Bytes of letters that were brought to disk." },
  dropped_letters: {
    kind: "counter",
    unit: "{letter}",
    doc: "Letters that are gone without having been sent.",
    attributes: { reason: dropReasons },
  },
  dropped_items: {
    kind: "counter",
    unit: "{item}",
    doc: "Items in letters that are gone without having been sent, where that is known.",
    attributes: { reason: dropReasons },
  },
  disk_bytes: { kind: "gauge", unit: "By", doc: "Size of all files, as far as this process knows." },
} as const satisfies Instruments;

export type DeadLetterRecorders = Recorders<typeof deadLetterInstruments>;
export type DeadLetterInstruments = typeof deadLetterInstruments;
