import type { AnyValue, KeyValue } from "@genai-collector/component";
import type { RunRow, RunValue } from "./run-fields.ts";

// Names of the OpenTelemetry GenAI conventions 1.41 (development), made of what is read anyway: additive, without content.

const operations: Readonly<Record<string, string>> = {
  llm: "chat",
  embedding: "embeddings",
  retriever: "retrieval",
  tool: "execute_tool",
};

/** Providers that LangChain calls otherwise; the others pass as they are. */
const providers: Readonly<Record<string, string>> = {
  amazon_bedrock: "aws.bedrock",
  bedrock: "aws.bedrock",
  azure: "azure.ai.openai",
  azure_openai: "azure.ai.openai",
  google_vertexai: "gcp.vertex_ai",
  google_genai: "gcp.gemini",
  mistralai: "mistral_ai",
  mistral: "mistral_ai",
  xai: "x_ai",
  ibm: "ibm.watsonx.ai",
  watsonx: "ibm.watsonx.ai",
};

const integers = [
  ["gen_ai.usage.input_tokens", "prompt_tokens"],
  ["gen_ai.usage.output_tokens", "completion_tokens"],
  ["gen_ai.usage.cache_read.input_tokens", "prompt_token_details.cache_read"],
  ["gen_ai.usage.reasoning.output_tokens", "completion_token_details.reasoning"],
  ["gen_ai.request.max_tokens", "ls_max_tokens"],
] as const;

/** The conventions' attributes of a run. `name` is there only where it was opted in. */
export function genAiAttributes(row: RunRow): KeyValue[] {
  const attributes: KeyValue[] = [];
  const text = (key: string, value: RunValue): void => {
    if (typeof value === "string" && value !== "") add(attributes, key, { stringValue: value });
  };
  const type = row.run_type?.toLowerCase();
  text("gen_ai.operation.name", operationOf(type, row["ls_model_type"]));
  for (const [key, name] of integers) integer(attributes, key, row[name]);
  integer(
    attributes,
    "gen_ai.usage.cache_creation.input_tokens",
    row["prompt_token_details.cache_creation"] ?? row["prompt_token_details.cache_write"],
  );
  addFirstToken(attributes, row);
  text("gen_ai.conversation.id", row["thread_id"] === "_other" ? undefined : row["thread_id"]);
  text("error.type", errorOf(row.status?.toLowerCase()));
  if (type === "tool") text("gen_ai.tool.name", row["name"]);
  const provider = row["ls_provider"];
  text("gen_ai.provider.name", typeof provider === "string" ? (providers[provider] ?? provider) : undefined);
  text("gen_ai.request.model", row["ls_model_name"]);
  const temperature = row["ls_temperature"];
  if (typeof temperature === "number") add(attributes, "gen_ai.request.temperature", { doubleValue: temperature });
  return attributes;
}

function operationOf(type: string | undefined, modelType: RunValue): string | undefined {
  if (type === "llm" && modelType === "llm") return "text_completion";
  return type === undefined ? undefined : operations[type];
}

function errorOf(status: string | undefined): string | undefined {
  return status === "error" || status === "timeout" || status === "interrupted" ? status : undefined;
}

/** That there is no first token does not say that nothing was streamed. */
function addFirstToken(attributes: KeyValue[], { start_time: start, first_token_time: first }: RunRow): void {
  if (first === undefined) return;
  add(attributes, "gen_ai.request.stream", { boolValue: true });
  if (start === undefined || first < start) return;
  add(attributes, "gen_ai.response.time_to_first_chunk", { doubleValue: Number(first - start) / 1e9 });
}

function integer(attributes: KeyValue[], key: string, value: RunValue): void {
  if (typeof value === "bigint") add(attributes, key, { intValue: value });
}

function add(attributes: KeyValue[], key: string, value: AnyValue): void {
  attributes.push({ key, value });
}
