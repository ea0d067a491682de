import type { Variant } from "./configuration-file.ts";
import type { DocumentKind } from "./documents.ts";
import type { TextClass } from "./text-classes.ts";

/** One setting that lets more leave than leaves by default. */
export interface OptIn {
  /** As a user would say it. */
  readonly name: string;
  readonly variant: Variant;
  readonly kind: DocumentKind;
  /** Where a record has what is opted in. */
  readonly places: readonly string[];
  /** It is names of members that leave: each is a score by its name. */
  readonly isKey?: boolean | undefined;
  /** Which texts may leave there. */
  readonly textClass: TextClass;
  /** Attributes that may have such a text. */
  readonly attributes: readonly string[];
}

const portkeyRecords: readonly (readonly [field: string, textClass: TextClass])[] = [
  ["user", "identifier"],
  ["name", "identifier"],
  ["error", "identifier"],
  ["virtual_key", "identifier"],
  ["cost_currency", "identifier"],
  ["mode", "closed"],
  ["is_success", "closed"],
];

const portkeyMetadata: readonly (readonly [key: string, place: string])[] = [
  ["owner", "metadata.owner"],
  ["last_question", "metadata.last_question"],
  ["labels[]", "metadata.labels[]"],
];

const runRecords: readonly (readonly [field: string, textClass: TextClass, place?: string])[] = [
  ["tags", "anything", "tags[]"],
  ["name", "anything"],
  ["error", "anything"],
  ["trace_tier", "word"],
  ["child_run_ids", "closed", "child_run_ids[]"],
  ["parent_run_ids", "closed", "parent_run_ids[]"],
  ["app_path", "closed"],
  ["reference_example_id", "closed"],
  ["reference_dataset_id", "closed"],
  ["in_dataset", "closed"],
  ["price_model_id", "closed"],
  ["ttl_seconds", "closed"],
  ["trace_upgrade", "closed"],
  ["last_queued_at", "closed"],
  ["trace_first_received_at", "closed"],
  ["inserted_at", "closed"],
  ["manifest_id", "closed"],
];

/** Those of them that may be labels of streams. */
const indexedRuns = new Set(
  (
    "app_path reference_example_id reference_dataset_id in_dataset price_model_id ttl_seconds trace_upgrade trace_tier " +
    "manifest_id error name"
  ).split(" "),
);

/** Every setting of both receivers that opens a field, one at a time. */
export const optIns: readonly OptIn[] = [
  ...portkeyRecords.flatMap(([field, textClass]): OptIn[] => [
    portkeyLogs(`extra_record_fields: [${field}]`, { extra_record_fields: [field] }, field, textClass, field),
    portkeyLogs(`extra_indexed_fields: [${field}]`, { extra_indexed_fields: [field] }, field, textClass, field),
  ]),
  ...portkeyMetadata.map(([key, place]) =>
    portkeyLogs(
      `metadata_record_fields: [${key}]`,
      { metadata_record_fields: [key] },
      place,
      "identifier",
      key.replace("[]", ""),
    ),
  ),
  portkeyLogs(
    "metadata_trace_id_field: owner",
    { metadata_trace_id_field: "owner" },
    "metadata.owner",
    "identifier",
    "owner",
  ),
  portkeyLogs("trace_id_field: feedback", { trace_id_field: "feedback" }, "feedback", "identifier", "feedback"),
  portkeyLogs("requested_data: [user]", { requested_data: ["user"] }, "user", "closed", "user"),
  ...runRecords.flatMap(([field, textClass, place = field]): OptIn[] => [
    run(`extra_record_fields: [${field}]`, { extra_record_fields: [field] }, [place], textClass, [field]),
    ...(indexedRuns.has(field)
      ? [run(`extra_indexed_fields: [${field}]`, { extra_indexed_fields: [field] }, [place], textClass, [field])]
      : []),
  ]),
  run(
    "gen_ai_attributes: true",
    { gen_ai_attributes: true },
    ["extra.metadata.ls_provider", "extra.metadata.ls_model_name", "extra.metadata.ls_model_type"],
    "word",
    ["gen_ai.provider.name", "gen_ai.request.model", "ls_model_type", "gen_ai.operation.name"],
  ),
  ...(["sessions", "usage"] as const).map((loop): OptIn => ({
    name: `langsmith ${loop}: session_label_value: name`,
    variant: { only: `langsmith.${loop}`, langsmith: { [loop]: { session_label_value: "name" } } },
    kind: "session",
    places: ["name"],
    textClass: "label",
    attributes: ["session"],
  })),
];

/**
 * Names that people and applications make up, and that leave by default where a loop is on: the rule is a class, visible
 * ASCII of at most 128 characters (of what people name, no address), and whatever else is folded or left out.
 */
export const chosenNames: readonly OptIn[] = [
  {
    name: "portkey groups: values of metadata",
    variant: { only: "portkey.groups" },
    kind: "group",
    places: ["metadata_value"],
    textClass: "label",
    attributes: ["metadata_value"],
  },
  {
    name: "portkey groups: names of models",
    variant: { only: "portkey.groups" },
    kind: "group",
    places: ["ai_model"],
    textClass: "identifier",
    attributes: ["ai_model"],
  },
  {
    name: "portkey groups: saved prompts",
    variant: { only: "portkey.groups" },
    kind: "group",
    places: ["prompt"],
    textClass: "identifier",
    attributes: ["prompt"],
  },
  {
    name: "langsmith usage: retention tiers",
    variant: { only: "langsmith.usage" },
    kind: "session",
    places: ["trace_tier"],
    textClass: "shortLabel",
    attributes: ["retention_tier"],
  },
  ...["feedback_stats", "session_feedback_stats"].map((place): OptIn => ({
    name: `langsmith sessions: keys of ${place}`,
    variant: { only: "langsmith.sessions" },
    kind: "session",
    places: [place],
    isKey: true,
    textClass: "label",
    attributes: ["feedback_key"],
  })),
  run("threads", {}, ["thread_id"], "word", ["thread_id"]),
  ...["id", "trace_id", "ai_org", "ai_model", "prompt_id", "prompt_slug", "prompt_version_id"].map((field) =>
    portkeyLogs(`the field ${field}`, {}, field, "identifier", field),
  ),
];

function portkeyLogs(name: string, logs_export: object, place: string, textClass: TextClass, attribute: string): OptIn {
  return {
    name: `portkey logs_export: ${name}`,
    variant: { only: "portkey.logs_export", portkey: { logs_export } },
    kind: "export",
    places: [place],
    textClass,
    attributes: [attribute],
  };
}

function run(
  name: string,
  runs: object,
  places: readonly string[],
  textClass: TextClass,
  attributes: readonly string[],
): OptIn {
  return {
    name: `langsmith runs: ${name}`,
    variant: { only: "langsmith.runs", langsmith: { runs } },
    kind: "run",
    places,
    textClass,
    attributes,
  };
}
