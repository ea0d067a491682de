/** What `select` of the v1 API accepts: taken from the 422 of release 0.13.5. `execution_order` is not among it. */
export const selectNames: readonly string[] = [
  ["id", "name", "run_type", "trace_id", "parent_run_id", "parent_run_ids", "child_run_ids", "dotted_order"],
  ["session_id", "thread_id", "start_time", "end_time", "first_token_time", "last_queued_at", "inserted_at", "status"],
  ["trace_first_received_at", "trace_min_max_start_time", "total_tokens", "prompt_tokens", "prompt_token_details"],
  ["completion_tokens", "completion_token_details", "total_cost", "prompt_cost", "prompt_cost_details"],
  ["completion_cost", "completion_cost_details", "price_model_id", "tags", "in_dataset", "app_path"],
  ["reference_example_id", "reference_dataset_id", "trace_tier", "ttl_seconds", "trace_upgrade", "feedback_stats"],
  ["share_token", "inputs", "inputs_preview", "inputs_s3_urls", "inputs_or_signed_url", "outputs", "outputs_preview"],
  ["outputs_s3_urls", "outputs_or_signed_url", "messages", "error", "error_or_signed_url", "events"],
  ["events_or_signed_url", "extra", "extra_or_signed_url", "serialized", "serialized_or_signed_url", "manifest"],
  ["manifest_id", "manifest_s3_id", "s3_urls"],
].flat();

const onlyV1 = ["session_id", "inserted_at", "messages", "trace_min_max_start_time"];
const onlyV2 = [
  "share_url",
  "metadata",
  "attachments",
  "project_id",
  "trace_min_start_time",
  "trace_max_start_time",
  "latency_seconds",
  "is_root",
  "ls_user_id",
];

/** What `selects` of the v2 API accepts. */
export const selectNamesV2: readonly string[] = [
  ...selectNames.filter((name) => !onlyV1.includes(name)),
  ...onlyV2,
].map((name) => name.toUpperCase());
