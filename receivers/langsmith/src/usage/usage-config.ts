import { duration, flag, map, number, type ConfigOf } from "@genai-collector/config/schema";
import { listingConfig } from "../projects/listing-config.ts";

export const usageConfig = map({
  cadence: duration({ default: "10m", min: "10s", doc: "Time between two polls, give or take 10 %." }),
  deadline: duration({
    default: "10m",
    min: "1s",
    doc: "Longest time for one poll, retries included, the wait for `rate_limit` not.",
  }),
  stats_window: duration({
    default: "10m",
    min: "1m",
    max: "744h",
    doc: "Every value counts this long until now.",
  }),
  ...listingConfig,
  emit_span_counts: flag({
    default: true,
    doc: "Count spans too, with one request for each project.",
  }),
  span_request_share: number({
    default: 0.5,
    min: 0.01,
    max: 1,
    doc: "The part of `rate_limit` that counting spans may use. Of more projects than that, those with traces come first, and the others in turn.",
  }),
});

export type UsageConfig = ConfigOf<typeof usageConfig>;
