import { count, duration, flag, list, map, text, type ConfigOf } from "@genai-collector/config/schema";
import { listingConfig } from "../projects/listing-config.ts";

export const sessionsConfig = map({
  cadence: duration({ default: "1m", min: "10s", doc: "Time between two polls, give or take 10 %." }),
  deadline: duration({
    default: "2m",
    min: "1s",
    doc: "Longest time for one poll, retries included, the wait for `rate_limit` not.",
  }),
  stats_window: duration({
    default: "1h",
    min: "1m",
    max: "744h",
    doc: "Every value sums up this long until now. Polled each minute, neighbouring points overlap: never add them up over time.",
  }),
  use_approx_stats: flag({
    default: false,
    doc: "Let LangSmith estimate percentiles, which is faster over many runs.",
  }),
  ...listingConfig,
  emit_feedback: flag({ default: true, doc: "Emit the mean and the count of numeric feedback." }),
  emit_feedback_details: flag({
    default: false,
    doc: "Emit the standard deviation of numeric feedback, and how many of its evaluations failed, too.",
  }),
  feedback_keys: list(text({ min: 1, doc: "A feedback key, exactly." }), {
    default: [],
    unique: true,
    doc: "Only this feedback. Empty: every key that has a mean and is an identifier.",
  }),
  max_feedback_keys: count({
    default: 100,
    min: 1,
    max: 10_000,
    doc: "Feedback keys of one project, at most: people make them up. What is beyond is left out and counted.",
  }),
});

export type SessionsConfig = ConfigOf<typeof sessionsConfig>;
