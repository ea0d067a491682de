import type { Instruments } from "@genai-collector/component";

/** Why a query is begun anew in the middle of a window. */
export const resetReasons = [
  "token_refused",
  "cursor_missing",
  "stuck",
  "project_gone",
  "question_changed",
  "unreadable",
] as const;

export type ResetReason = (typeof resetReasons)[number];

/** Why a run was emitted before it had ended. */
export const incompleteReasons = ["too_long", "full"] as const;

/** What the loop `runs` counts. */
export const runsInstruments = {
  unfinished_runs: {
    kind: "gauge",
    unit: "{run}",
    doc: "Runs that have not ended, and are held back until they have.",
  },
  incomplete_runs: {
    kind: "counter",
    unit: "{run}",
    doc: "Runs that were emitted before they had ended: after `max_run_duration` (`too_long`), or because `max_unfinished_runs` others wait (`full`).",
    attributes: { reason: incompleteReasons },
  },
  late_runs: {
    kind: "counter",
    unit: "{run}",
    doc: "Runs that were found when their window was read again. Those that may have been delivered before are `maybe_repeated`.",
    attributes: { certainty: ["late", "maybe_repeated"] },
  },
  missed_runs: {
    kind: "counter",
    unit: "{run}",
    doc: "Runs by which LangSmith's first answer about a window was short: they were there when it was read, and will not be delivered.",
  },
  run_lateness: {
    kind: "histogram",
    unit: "s",
    doc: "From a run's start until LangSmith took it in.",
  },
  repeated_runs: {
    kind: "counter",
    unit: "{run}",
    doc: "Runs that a page had again, and that were left out.",
  },
  runs_without_start: {
    kind: "counter",
    unit: "{run}",
    doc: "Runs without a readable start: emitted with the end of their window as their time.",
  },
  shrunk_pages: {
    kind: "counter",
    unit: "{page}",
    doc: "Pages that were larger than `http.max_response_body_size`, and were asked for in smaller ones.",
  },
  cursor_resets: {
    kind: "counter",
    unit: "{query}",
    doc: "Queries that were begun anew in the middle of a window, behind the last run. After `question_changed` and `unreadable`, from its start: its runs come twice.",
    attributes: { reason: resetReasons },
  },
} as const satisfies Instruments;

/** Reasons that the loop gives for what will never be delivered. */
export const runsSkipReasons = ["unreadable_run", "vanished_run"] as const;
