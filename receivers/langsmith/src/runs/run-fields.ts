import {
  boolean,
  enumeration,
  fields,
  integer64,
  number,
  optional,
  optionalText,
  shaped,
  time,
  uuid,
  word,
  type FieldSet,
} from "@genai-collector/polling/fields";

/** Which of LangSmith's two APIs for runs is asked. */
export type RunsApiName = "v1" | "v2";

/** A field's value, where it is there and fits. */
export type RunValue = string | number | bigint | boolean | readonly string[] | undefined;

/**
 * One run as it was read, by the names of its attributes. Times are nanoseconds since 1970. Details and metadata have
 * their path as their name (`prompt_token_details.cache_read`).
 */
export interface RunRow extends Readonly<Record<string, RunValue>> {
  readonly id: string | undefined;
  readonly trace_id: string | undefined;
  readonly session_id: string | undefined;
  readonly run_type: string | undefined;
  readonly status: string | undefined;
  readonly start_time: bigint | undefined;
  readonly end_time: bigint | undefined;
  readonly first_token_time: bigint | undefined;
  /** When the platform took it in; v1 alone. */
  readonly inserted_at?: bigint | undefined;
}

/** As the API names them; v2 writes them in upper case. */
export const runTypes = ["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"] as const;
export const runStatuses = ["success", "error", "pending", "running", "timeout", "interrupted"] as const;

/** What tokens and costs are split into. A key that is not here is not read: keys are made up by whoever sends a run. */
export const promptDetails = ["audio", "cache_creation", "cache_read", "cache_write", "image", "text"] as const;
export const completionDetails = ["audio", "image", "reasoning", "text"] as const;

/** One more than a cost's details have of their own: the price without any surcharge. */
const standard = "standard";

/** Lists keep so many elements. */
export const maxListItems = 100;
/** Bytes of a text that is opted in. */
export const maxTagBytes = 256;
export const maxNameBytes = 256;
export const maxErrorBytes = 4_096;

/** `20260302T091207481205Z<uuid>`, once for each level of the tree. */
const dottedOrder = /^\d{8}T\d{12}Z[0-9a-fA-F-]{36}(\.\d{8}T\d{12}Z[0-9a-fA-F-]{36})*$/;
const appPath = /^\/[A-Za-z0-9/_=&?.-]*$/;

/** From release to release costs are numbers or decimal texts. */
const money = (path: string) => number(path, { text: true });
const tokens = (path: string) => integer64(path, { min: 0n });

function details<T>(path: string, keys: readonly string[], field: (path: string) => T): Record<string, T> {
  return Object.fromEntries(keys.map((key) => [`${path}.${key}`, field(`${path}.${key}`)]));
}

function declarations(api: RunsApiName) {
  const spelled = (values: readonly string[]): readonly string[] =>
    api === "v1" ? values : values.map((value) => value.toUpperCase());
  const metadata = api === "v1" ? "extra.metadata" : "metadata";
  return {
    id: uuid("id", { expected: true }),
    trace_id: uuid("trace_id", { expected: true }),
    session_id: uuid(api === "v1" ? "session_id" : "project_id", { expected: true }),
    parent_run_id: uuid("parent_run_id"),
    run_type: enumeration("run_type", { values: spelled(runTypes), expected: true }),
    status: enumeration("status", { values: spelled(runStatuses), expected: true }),
    start_time: time("start_time", { expected: true }),
    end_time: time("end_time"),
    first_token_time: time("first_token_time"),
    total_tokens: tokens("total_tokens"),
    prompt_tokens: tokens("prompt_tokens"),
    completion_tokens: tokens("completion_tokens"),
    total_cost: money("total_cost"),
    prompt_cost: money("prompt_cost"),
    completion_cost: money("completion_cost"),
    ...details("prompt_token_details", promptDetails, tokens),
    ...details("completion_token_details", completionDetails, tokens),
    ...details("prompt_cost_details", [...promptDetails, standard], money),
    ...details("completion_cost_details", [...completionDetails, standard], money),
    dotted_order: shaped("dotted_order", { pattern: dottedOrder }),
    // Applications choose it: an address of a person must not pass.
    thread_id: word("thread_id"),

    tags: optionalText("tags[]", { maxBytes: maxTagBytes }),
    child_run_ids: optional(uuid("child_run_ids[]")),
    parent_run_ids: optional(uuid("parent_run_ids[]")),
    app_path: optional(shaped("app_path", { pattern: appPath, maxLength: 512 })),
    reference_example_id: optional(uuid("reference_example_id")),
    reference_dataset_id: optional(uuid("reference_dataset_id")),
    in_dataset: optional(boolean("in_dataset")),
    price_model_id: optional(uuid("price_model_id")),
    ttl_seconds: optional(integer64("ttl_seconds")),
    trace_upgrade: optional(boolean("trace_upgrade")),
    trace_tier: optional(word("trace_tier")),
    last_queued_at: optional(time("last_queued_at")),
    trace_first_received_at: optional(time("trace_first_received_at")),
    inserted_at: optional(time("inserted_at")),
    manifest_id: optional(uuid("manifest_id")),
    error: optionalText("error", { maxBytes: maxErrorBytes }),
    name: optionalText("name", { maxBytes: maxNameBytes }),

    ls_provider: optional(word(`${metadata}.ls_provider`)),
    ls_model_name: optional(word(`${metadata}.ls_model_name`)),
    ls_model_type: optional(word(`${metadata}.ls_model_type`)),
    ls_temperature: optional(number(`${metadata}.ls_temperature`)),
    ls_max_tokens: optional(integer64(`${metadata}.ls_max_tokens`)),
  };
}

/** Leaves of a run's metadata, which the attributes of the GenAI conventions are made of. */
export const metadataFields = ["ls_provider", "ls_model_name", "ls_model_type", "ls_temperature", "ls_max_tokens"];

/** What is read of a run; `optIn`: names of opt-in fields, metadata and `inserted_at` included. */
export function runFields(api: RunsApiName, optIn: readonly string[]): FieldSet<RunRow> {
  // Its members are named at run time; `RunRow` says those that the loop looks at, which are declared above.
  return fields(declarations(api), { optIn }) as FieldSet<unknown> as FieldSet<RunRow>;
}

/** Every field that can be read of a run: the closed list under which what is not as declared is counted. */
export const runFieldNames: readonly string[] = Object.keys(declarations("v1")).toSorted();
