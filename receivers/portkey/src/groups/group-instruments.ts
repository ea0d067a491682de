import type { Instruments } from "@genai-collector/component";
import { truncationReasons } from "../group-pages.ts";
import { groupKinds } from "./group.ts";

/** What the loop counts. */
export const groupInstruments = {
  group_unavailable: {
    kind: "counter",
    unit: "{poll}",
    doc: "Polls in which a group could not be read, for whatever reason; nothing of it was emitted.",
    attributes: { group: groupKinds },
  },
  truncated: {
    kind: "counter",
    unit: "{poll}",
    doc: "Polls in which rows of a group were missing; what was read was emitted.",
    attributes: { group: groupKinds, reason: truncationReasons },
  },
  cost_mismatch: {
    kind: "counter",
    unit: "{comparison}",
    doc: "Comparisons in which the cost graph and the cost of all models were far apart: `cost_divisor` is wrong.",
  },
  duplicate_rows: {
    kind: "counter",
    unit: "{row}",
    doc: "Rows of a group whose value a row before them had; the first one counts.",
    attributes: { group: groupKinds },
  },
  folded_rows: {
    kind: "counter",
    unit: "{row}",
    doc: "Rows of a group whose value can be no label; they are added up under `_other`.",
    attributes: { group: groupKinds },
  },
} as const satisfies Instruments;
