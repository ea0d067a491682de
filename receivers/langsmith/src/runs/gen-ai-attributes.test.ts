import { describe, expect, it } from "vitest";
import { genAiAttributes } from "./gen-ai-attributes.ts";
import type { RunRow } from "./run-fields.ts";

function attributesOf(row: object): Readonly<Record<string, unknown>> {
  const attributes = genAiAttributes(row as Partial<RunRow> as RunRow);
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue,
    ]),
  );
}

describe("attributes of the GenAI conventions (§9)", () => {
  it.each([
    [{ run_type: "llm" }, "chat"],
    [{ run_type: "LLM" }, "chat"],
    [{ run_type: "llm", ls_model_type: "llm" }, "text_completion"],
    [{ run_type: "llm", ls_model_type: "chat" }, "chat"],
    [{ run_type: "embedding" }, "embeddings"],
    [{ run_type: "retriever" }, "retrieval"],
    [{ run_type: "tool" }, "execute_tool"],
    [{ run_type: "chain" }, undefined],
    [{ run_type: "prompt" }, undefined],
    [{ run_type: "parser" }, undefined],
    [{ run_type: "_other" }, undefined],
    [{}, undefined],
  ])("%j: gen_ai.operation.name is %s", (row, operation) => {
    expect(attributesOf(row)["gen_ai.operation.name"]).toBe(operation);
  });

  it("tokens and their parts, exactly", () => {
    expect(
      attributesOf({
        prompt_tokens: 9_007_199_254_740_993n,
        completion_tokens: 0n,
        "prompt_token_details.cache_read": 3n,
        "prompt_token_details.cache_write": 4n,
        "completion_token_details.reasoning": 5n,
      }),
    ).toEqual({
      "gen_ai.usage.input_tokens": 9_007_199_254_740_993n,
      "gen_ai.usage.output_tokens": 0n,
      "gen_ai.usage.cache_read.input_tokens": 3n,
      "gen_ai.usage.cache_creation.input_tokens": 4n,
      "gen_ai.usage.reasoning.output_tokens": 5n,
    });
  });

  it.each([
    ["a quarter of a second later", { start_time: 1_000_000_000n, first_token_time: 1_250_000_000n }, 0.25, true],
    ["before the start", { start_time: 2n, first_token_time: 1n }, undefined, true],
    ["without a start", { first_token_time: 1n }, undefined, true],
    ["none", { start_time: 2n }, undefined, undefined],
  ])("first token %s: time to first chunk and stream", (_, row, seconds, stream) => {
    const found = attributesOf(row);
    expect(found["gen_ai.response.time_to_first_chunk"]).toBe(seconds);
    expect(found["gen_ai.request.stream"]).toBe(stream);
  });

  it.each([
    ["openai", "openai"],
    ["amazon_bedrock", "aws.bedrock"],
    ["azure", "azure.ai.openai"],
    ["google_vertexai", "gcp.vertex_ai"],
    ["google_genai", "gcp.gemini"],
    ["mistralai", "mistral_ai"],
    ["somebody", "somebody"],
  ])("provider %s is %s", (provider, name) => {
    expect(attributesOf({ ls_provider: provider })["gen_ai.provider.name"]).toBe(name);
  });

  it("error.type is the status of what failed, never the error's text", () => {
    for (const status of ["error", "timeout", "interrupted", "ERROR"])
      expect(attributesOf({ status, error: "ValueError" })["error.type"]).toBe(status.toLowerCase());
    expect(attributesOf({ status: "success" })).toEqual({});
  });

  it("the request's model and settings; the conversation; a tool's name only where it was opted in", () => {
    expect(
      attributesOf({
        run_type: "tool",
        name: "search",
        ls_model_name: "gpt-5.1",
        ls_temperature: 0.2,
        ls_max_tokens: 1_024n,
        thread_id: "t-1",
      }),
    ).toEqual({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "search",
      "gen_ai.request.model": "gpt-5.1",
      "gen_ai.request.temperature": 0.2,
      "gen_ai.request.max_tokens": 1_024n,
      "gen_ai.conversation.id": "t-1",
    });
    expect(attributesOf({ thread_id: "_other", name: "x" })).toEqual({});
  });
});
