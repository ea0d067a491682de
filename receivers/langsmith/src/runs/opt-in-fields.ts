/** What can be opted in, beyond what always leaves. Gray ones are people's texts: `name` and `error` say what was asked. */
const record = new Set([
  "tags",
  "child_run_ids",
  "parent_run_ids",
  "app_path",
  "reference_example_id",
  "reference_dataset_id",
  "in_dataset",
  "price_model_id",
  "ttl_seconds",
  "trace_upgrade",
  "trace_tier",
  "last_queued_at",
  "trace_first_received_at",
  "inserted_at",
  "manifest_id",
  "error",
  "name",
]);

/** Those of one value that many runs share, or that an operator wants streams of nevertheless. */
const indexed = new Set([
  "app_path",
  "reference_example_id",
  "reference_dataset_id",
  "in_dataset",
  "price_model_id",
  "ttl_seconds",
  "trace_upgrade",
  "trace_tier",
  "manifest_id",
  "error",
  "name",
  "session_id",
]);

/** On every record already, or on its resource. */
const always = new Set(
  (
    "id trace_id session_id parent_run_id run_type status start_time end_time first_token_time total_tokens " +
    "prompt_tokens completion_tokens total_cost prompt_cost completion_cost dotted_order thread_id"
  ).split(" "),
);

/** What people wrote, what models answered, and whatever opens the way to it. */
const content = new Set(
  (
    "inputs outputs messages inputs_preview outputs_preview request response metadata portkeyheaders input.value " +
    "output.value inputs_s3_urls outputs_s3_urls s3_urls inputs_or_signed_url outputs_or_signed_url " +
    "error_or_signed_url events_or_signed_url extra_or_signed_url serialized_or_signed_url manifest_s3_id share_token " +
    "share_url attachments ls_user_id"
  ).split(" "),
);

/** Every name that begins so is content, too. */
const contentPrefixes = [
  "gen_ai.prompt",
  "gen_ai.completion",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
];

/** Accepted by `select`, and objects: nothing of them could be one attribute. */
const objects = new Set(["events", "extra", "serialized", "manifest", "feedback_stats"]);
const readAlready = /^(prompt|completion)_(token|cost)_details$/;

/** Why a field cannot be one of `extra_record_fields`; undefined: it can. */
export function recordFieldProblem(name: string): string | undefined {
  return record.has(name) || always.has(name) ? undefined : problemOf(name, record);
}

/** Why a field cannot be one of `extra_indexed_fields`; undefined: it can. */
export function indexedFieldProblem(name: string): string | undefined {
  if (indexed.has(name)) return undefined;
  if (name === "run_type" || name === "status") return `names ${name}, which is indexed anyway`;
  if (record.has(name) || always.has(name))
    return `names ${name}, which is no single value, or another one in nearly every run: each would be a stream of its own`;
  return problemOf(name, indexed);
}

function problemOf(name: string, known: ReadonlySet<string>): string {
  if (isContent(name.toLowerCase())) return `names ${name}, which is content or leads to it, and never leaves`;
  if (readAlready.test(name)) return `names ${name}, whose parts are read anyway`;
  if (objects.has(name)) return `names ${name}, which is an object: nothing of it would leave`;
  if (name === "trace_min_max_start_time")
    return `names ${name}, which comes back under other names: nothing would leave`;
  return `names ${name}, which is no field of runs that can be opted in; there are ${[...known].toSorted().join(", ")}`;
}

function isContent(name: string): boolean {
  return content.has(name) || contentPrefixes.some((prefix) => name.startsWith(prefix));
}

/** The opt-in fields among `names`: what always leaves needs none. */
export function optInsOf(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => record.has(name));
}
