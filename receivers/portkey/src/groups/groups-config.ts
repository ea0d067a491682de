import { count, duration, flag, list, map, text, type ConfigOf } from "@genai-collector/config/schema";

/** The shortest window that is summed: stamps are whole minutes. */
const shortestMs = 60_000;

/** Every key becomes one segment of a path, of which `.` and `..` would lead elsewhere. */
const metadataKey = text({
  min: 1,
  max: 128,
  pattern: "^(?!\\.{1,2}$)[^\\u0000-\\u001f\\u007f]+$",
  doc: "A metadata key.",
});

export const groupsConfig = map({
  cadence: duration({ default: "1m", min: "10s", doc: "Time between two polls, give or take 10 %." }),
  window_span: duration({
    default: "1h",
    doc: "The totals are of the window that began this long ago, and ended `settle` ago.",
  }),
  settle: duration({
    default: "10m",
    doc: "How long ago the window ends. Portkey's numbers of a minute grow for some minutes.",
  }),
  deadline: duration({ default: "50s", min: "1s", doc: "Longest time for one group's pages, retries included." }),
  metadata_keys: list(metadataKey, {
    default: [],
    unique: true,
    doc: "Totals by each value of these metadata keys. The values leave as labels: name keys whose values are names, not texts and not people.",
  }),
  emit_cost: flag({ default: true, doc: "Cost beside requests, where Portkey tells it: not for prompts." }),
  emit_prompts: flag({ default: true, doc: "Requests by saved prompt." }),
  metric_prefix: text({
    default: "portkey_api",
    pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$",
    doc: "Every metric's name begins with it.",
  }),
  page_size: count({
    default: 1_000,
    min: 1,
    doc: "Rows of one answer. Takes 1 KiB of `http.max_response_body_size` each.",
  }),
  max_groups: count({
    default: 10_000,
    min: 1,
    doc: "Values of one group, at most, on at most 100 pages. What is beyond is counted under `truncated`.",
  }),
}).check((config, problem) => {
  if (config.settle >= config.window_span)
    problem("settle", "must be shorter than window_span: the window would end before it begins");
  else if (config.window_span - config.settle < shortestMs)
    problem("window_span", "must be at least a minute longer than settle");
  for (const [index, key] of config.metadata_keys.entries())
    if (!key.isWellFormed()) problem(`metadata_keys::${index}`, "must be a text of whole characters");
});

export type GroupsConfig = ConfigOf<typeof groupsConfig>;
