import { planted } from "../planted.ts";
import type { FeedbackStatistics } from "./statistics.ts";

/** What the API says about one key. `values` counts what people chose or wrote. */
export interface FeedbackEntry {
  readonly n: number;
  readonly avg: number | null;
  readonly stdev: number | null;
  readonly errors: number;
  readonly values: Readonly<Record<string, number>>;
  readonly comments: readonly string[];
  readonly sources: readonly string[];
  readonly type: "primary";
}

/** What every project as a whole was given: the result of a test suite. */
export const projectFeedback: ReadonlyMap<string, FeedbackStatistics> = new Map([
  ["suite_pass_rate", { n: 1, avg: 0.8, stdev: 0 }],
]);

/**
 * Feedback by key: scores, and keys without a mean behind which people and texts hide. `others` is how often these were
 * given; null where nothing was.
 */
export function feedbackRecord(
  scores: ReadonlyMap<string, FeedbackStatistics>,
  others: number,
): Readonly<Record<string, FeedbackEntry>> | null {
  if (scores.size === 0 && others === 0) return null;
  const entries = [...scores].map(([key, { n, avg, stdev }]) => [key, entry(n, avg, stdev, {})] as const);
  const hidden = [
    ["end_user_ref", entry(others, null, null, { [planted.person]: others })],
    [planted.content, entry(others, null, null, { [planted.completion]: others })],
  ] as const;
  return Object.fromEntries(others === 0 ? entries : [...entries, ...hidden]);
}

function entry(
  n: number,
  avg: number | null,
  stdev: number | null,
  values: Readonly<Record<string, number>>,
): FeedbackEntry {
  return { n, avg, stdev, errors: 0, values, comments: [planted.content], sources: [planted.person], type: "primary" };
}
