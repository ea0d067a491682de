import { knownFields } from "./record-fields.ts";

/** Why a page, or the rest of one, was skipped in the end; each is counted as a problem before. */
export const pageProblems = [
  "body_broken",
  "encoding_forced",
  "export_failed",
  "export_stuck",
  "export_vanished",
  "link_expired",
  "link_refused",
  "object_changed",
  "object_gone",
  "object_oversize",
  "page_short",
  "range_wrong",
  "records_changed",
  "start_refused",
] as const;

export type PageProblem = (typeof pageProblems)[number];

/** What else does not go as it should, and costs no record. */
export const windowProblems = [
  "cursor_unreadable",
  "settings_changed",
  "total_missing",
  "window_oversize",
  "window_split",
] as const;

export type WindowProblem = (typeof windowProblems)[number];

/** Lines that are no records. */
export const lineProblems = ["line_oversize", "line_unparseable"] as const;

/** What becomes of jobs. */
export const jobOutcomes = ["created", "empty", "read", "skipped", "abandoned", "doubtful"] as const;

/** What is odd about records that are delivered, or were before. */
export const recordProblems = ["repeated", "trace_id_unparsed", "untimed"] as const;

/** Fields of records by the vendor's names; `own` stands for all that the configuration opened. */
export const exportFields = [...Object.keys(knownFields), "own"].toSorted();

/** Why a value that is there was not read; see `Outcome` of polling/fields. */
export const exportFieldReasons = ["wrong_type", "misfit", "too_long", "out_of_range", "too_many"] as const;
