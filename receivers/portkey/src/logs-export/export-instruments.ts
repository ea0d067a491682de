import type { Instruments } from "@genai-collector/component";
import {
  exportFieldReasons,
  exportFields,
  jobOutcomes,
  pageProblems,
  recordProblems,
  windowProblems,
} from "./export-problems.ts";

/** What the loop counts. */
export const exportInstruments = {
  export_jobs: {
    kind: "counter",
    unit: "{job}",
    doc: "Export jobs by what became of them; `doubtful` ones may be left at Portkey as drafts that nobody knows of.",
    attributes: { outcome: jobOutcomes },
  },
  export_problems: {
    kind: "counter",
    unit: "{problem}",
    doc: "What did not go as it should with windows, jobs, links and objects. Each is tried again; what is given up in the end is counted under `skipped_items`.",
    attributes: { reason: [...windowProblems, ...pageProblems] },
  },
  record_problems: {
    kind: "counter",
    unit: "{record}",
    doc: "Records that came twice in one object and were delivered once, that did not tell their time, or whose trace id is none.",
    attributes: { reason: recordProblems },
  },
  unread_fields: {
    kind: "counter",
    unit: "{value}",
    doc: "Values of records that are not what their field is declared as: left out, or `_other`.",
    attributes: { field: exportFields, reason: exportFieldReasons },
  },
} as const satisfies Instruments;
