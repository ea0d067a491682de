import { count, duration, list, map, oneOf, text, type ConfigOf } from "@genai-collector/config/schema";
import { graphNames } from "./graphs.ts";

/** Above this width the vendor answers in coarser buckets. */
export const widestRange = "55m";

export const analyticsConfig = map({
  cadence: duration({ default: "1m", min: "10s", doc: "Time between two polls, give or take 10 %." }),
  window: duration({
    default: "50m",
    min: "2m",
    max: widestRange,
    doc: "Longest stretch of one request. Half of it goes forward, up to half looks again at what may have changed.",
  }),
  bootstrap_lookback: duration({ default: "50m", doc: "How far back a new pipeline starts." }),
  max_backfill: duration({
    default: "90m",
    doc: "What is older after an outage is given up, and counted. Keep it below the time that the sink still takes old points.",
  }),
  deadline: duration({ default: "50s", min: "1s", doc: "Longest time for one poll, retries included." }),
  graphs: list(oneOf(graphNames, { doc: "A graph." }), {
    default: ["cost", "errors", "latency", "requests", "tokens"],
    min: 1,
    unique: true,
    doc: "What to poll. `users` counts distinct users in each minute, which do not add up over time.",
  }),
  metric_prefix: text({
    default: "portkey_api",
    pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$",
    doc: "Every metric's name begins with it.",
  }),
  cost_divisor: count({
    default: 100,
    min: 1,
    doc: "What the vendor's cost is divided by to become USD. The vendor publishes cents.",
  }),
}).check((config, problem) => {
  if (config.bootstrap_lookback > config.max_backfill) {
    problem("bootstrap_lookback", "must not be longer than max_backfill: the difference would be given up at once");
  }
});

export type AnalyticsConfig = ConfigOf<typeof analyticsConfig>;
