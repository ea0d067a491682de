import { count, duration, list, map, oneOf, text, type ConfigOf } from "@genai-collector/config/schema";
import { isContent, isGray } from "./content-floor.ts";

/** Labels that hold no content, of the receivers that this project ships. `prompt` is what a saved prompt is called. */
const contentFreeLabels = [
  "ai_model",
  "ai_org",
  "api_key_use_case",
  "feedback_key",
  "metadata_key",
  "metadata_value",
  "prompt",
  "quantile",
  "response_status_code",
  "retention_tier",
  "run_type",
  "session",
  "status",
  "token_type",
];

const name = text({ min: 1, doc: "The name of an attribute." });

export const guardConfig = map({
  allow_labels: list(name, {
    default: [],
    doc: "Labels of polled data that may leave, beside those that the shipped receivers make. A data point with any other is dropped.",
  }),
  cardinality_budget: count({
    default: 10_000,
    min: 1,
    doc: "Distinct label sets a metric (polled logs: resources). Beyond it new ones are dropped; pushed delta sums go to an overflow series.",
  }),
  budget_age: duration({
    default: "24h",
    min: "1m",
    doc: "A label set that was not seen for so long leaves the budget.",
  }),
  max_points_per_minute: count({
    default: 1,
    min: 1,
    doc: "Points of one polled series in one minute; the newest stay.",
  }),
  max_stream_label_keys: count({
    default: 15,
    min: 1,
    doc: "Resource attributes of polled logs, at most: log stores drop streams with more.",
  }),
  bodies: oneOf(["keep", "drop"], {
    default: "drop",
    doc: "Bodies of pushed log records. They often hold prompts; polled records never have one.",
  }),
}).check((config, problem) => {
  for (const [index, label] of config.allow_labels.entries()) {
    if (isGray(label)) {
      problem(`allow_labels::${index}`, `names ${label}, which only a polling loop can release, for its own records`);
    }
    if (isContent(label)) problem(`allow_labels::${index}`, `names content (${label}), which nothing can let through`);
  }
});

export type GuardConfig = ConfigOf<typeof guardConfig>;

/** Labels of polled data that may leave. */
export function allowedLabels(config: GuardConfig): ReadonlySet<string> {
  return new Set([...contentFreeLabels, ...config.allow_labels]);
}
