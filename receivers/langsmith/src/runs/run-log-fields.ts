import type { LogFieldTraits } from "@genai-collector/component";
import {
  completionDetails,
  maxErrorBytes,
  maxListItems,
  maxNameBytes,
  maxTagBytes,
  promptDetails,
  runStatuses,
  runTypes,
} from "./run-fields.ts";
import type { RunsConfig } from "./runs-config.ts";

type Row = Omit<LogFieldTraits, "on" | "optIn">;

const uuid = (name: string, doc: string): Row => ({ name, type: "string", doc, bound: "a UUID" });
const time = (name: string, doc: string): Row => ({ name, type: "string", doc, bound: "RFC 3339, UTC, microseconds" });
const tokens = (name: string, doc: string): Row => ({ name, type: "int", unit: "{token}", doc });
const usd = (name: string, doc: string): Row => ({ name, type: "double", unit: "{USD}", doc });
const list = (name: string, doc: string, what: string): Row => ({
  name,
  type: "string[]",
  doc,
  bound: `${maxListItems} ${what}`,
});

const always: readonly Row[] = [
  { name: "source", type: "string", doc: "Which platform it is from.", bound: "`langsmith`" },
  uuid("id", "The run."),
  uuid("trace_id", "The root of its tree; the record's trace id, too."),
  uuid("session_id", "The project."),
  uuid("parent_run_id", "The run that called it; not on roots."),
  time("start_time", "When it started; the record's time, too."),
  time("end_time", "When it ended."),
  time("first_token_time", "When its first token came, where it streamed."),
  tokens("total_tokens", "Tokens of it and of what it called."),
  tokens("prompt_tokens", "Those that went in."),
  tokens("completion_tokens", "Those that came out."),
  usd("total_cost", "What they cost."),
  usd("prompt_cost", "What those cost that went in."),
  usd("completion_cost", "What those cost that came out."),
  ...promptDetails.map((key) => tokens(`prompt_token_details.${key}`, `Tokens that went in: ${key}.`)),
  ...completionDetails.map((key) => tokens(`completion_token_details.${key}`, `Tokens that came out: ${key}.`)),
  ...[...promptDetails, "standard"].map((key) => usd(`prompt_cost_details.${key}`, `Cost of what went in: ${key}.`)),
  ...[...completionDetails, "standard"].map((key) =>
    usd(`completion_cost_details.${key}`, `Cost of what came out: ${key}.`),
  ),
  { name: "dotted_order", type: "string", doc: "Its place in the tree.", bound: "times and UUIDs, 4096 bytes" },
  { name: "thread_id", type: "string", doc: "The conversation.", bound: "a word of 64 signs, else `_other`" },
];

const optIn: Readonly<Record<string, Row>> = Object.fromEntries(
  [
    list("tags", "What people tagged it with.", `texts of ${maxTagBytes} bytes`),
    list("child_run_ids", "The runs that it called.", "UUIDs"),
    list("parent_run_ids", "The runs above it.", "UUIDs"),
    { name: "app_path", type: "string", doc: "Its page in LangSmith.", bound: "a path of 512 bytes" } as const,
    uuid("reference_example_id", "The example that it was run on."),
    uuid("reference_dataset_id", "That example's dataset."),
    { name: "in_dataset", type: "boolean", doc: "It was made an example." } as const,
    uuid("price_model_id", "The price list."),
    { name: "ttl_seconds", type: "int", unit: "s", doc: "How long it is kept." } as const,
    { name: "trace_upgrade", type: "boolean", doc: "It is kept longer than it was meant to be." } as const,
    {
      name: "trace_tier",
      type: "string",
      doc: "The retention tier.",
      bound: "a word of 64 signs, else `_other`",
    } as const,
    time("last_queued_at", "When it was queued."),
    time("trace_first_received_at", "When LangSmith took in the first run of its tree."),
    time("inserted_at", "When LangSmith took it in."),
    uuid("manifest_id", "What it was made from."),
    {
      name: "error",
      type: "string",
      doc: "The message of its error, which may quote what was asked.",
      bound: `${maxErrorBytes} bytes`,
    } as const,
    {
      name: "name",
      type: "string",
      doc: "What it is called, which may quote what was asked.",
      bound: `${maxNameBytes} bytes`,
    } as const,
  ].map((row) => [row.name, row]),
);

const genAi: readonly Row[] = [
  { name: "gen_ai.operation.name", type: "string", doc: "What it did, by its `run_type`.", bound: "5 values" },
  { name: "gen_ai.provider.name", type: "string", doc: "`ls_provider` of its metadata.", bound: "a word of 64 signs" },
  {
    name: "gen_ai.request.model",
    type: "string",
    doc: "`ls_model_name` of its metadata.",
    bound: "a word of 64 signs",
  },
  { name: "gen_ai.request.temperature", type: "double", doc: "`ls_temperature` of its metadata." },
  { name: "gen_ai.request.max_tokens", type: "int", unit: "{token}", doc: "`ls_max_tokens` of its metadata." },
  { name: "gen_ai.request.stream", type: "boolean", doc: "True where it streamed; absence says nothing." },
  {
    name: "gen_ai.response.time_to_first_chunk",
    type: "double",
    unit: "s",
    doc: "`first_token_time` after `start_time`.",
  },
  tokens("gen_ai.usage.input_tokens", "As `prompt_tokens`."),
  tokens("gen_ai.usage.output_tokens", "As `completion_tokens`."),
  tokens("gen_ai.usage.cache_read.input_tokens", "As `prompt_token_details.cache_read`."),
  tokens("gen_ai.usage.cache_creation.input_tokens", "As `prompt_token_details.cache_creation` or `cache_write`."),
  tokens("gen_ai.usage.reasoning.output_tokens", "As `completion_token_details.reasoning`."),
  { name: "gen_ai.conversation.id", type: "string", doc: "As `thread_id`.", bound: "a word of 64 signs" },
  {
    name: "gen_ai.tool.name",
    type: "string",
    doc: "The name of a tool's run, where `name` is opted in.",
    bound: `${maxNameBytes} bytes`,
  },
  { name: "error.type", type: "string", doc: "Its `status`, where it failed.", bound: "3 values" },
];

/** Every attribute that the loop's records may have. */
export function runLogFields(
  config: Pick<RunsConfig, "extra_record_fields" | "extra_indexed_fields" | "gen_ai_attributes">,
): readonly LogFieldTraits[] {
  const { extra_record_fields: asked, extra_indexed_fields: indexed } = config;
  const onRecord = (row: Row): boolean => !indexed.includes(row.name);
  const opened = asked.flatMap((name) => optIn[name] ?? []).filter(onRecord);
  return [
    {
      name: "run_type",
      on: "resource",
      type: "string",
      doc: "What it is.",
      bound: `${runTypes.length} values, else \`_other\``,
    },
    {
      name: "status",
      on: "resource",
      type: "string",
      doc: "How it ended.",
      bound: `${runStatuses.length} values, else \`_other\``,
    },
    ...indexed
      .flatMap((name) => optIn[name] ?? always.find((row) => row.name === name) ?? [])
      .map((row): LogFieldTraits => ({ ...row, type: "string", on: "resource", optIn: true })),
    ...always.filter(onRecord).map((row): LogFieldTraits => ({ ...row, on: "record" })),
    ...opened.map((row): LogFieldTraits => ({ ...row, on: "record", optIn: true })),
    ...(config.gen_ai_attributes ? genAi : []).map((row): LogFieldTraits => ({ ...row, on: "record", optIn: true })),
  ];
}
