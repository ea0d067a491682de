import { describe, expect, it } from "vitest";
import { isContent, isGray } from "./content-floor.ts";

describe("the content floor (delivery.md §8.4)", () => {
  it.each([
    "gen_ai.prompt",
    "gen_ai.completion",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.system_instructions",
    "input.value",
    "output.value",
    "request",
    "response",
    "inputs",
    "outputs",
    "messages",
    "inputs_preview",
    "outputs_preview",
    "metadata",
    "portkeyHeaders",
    "gen_ai.tool.call.arguments",
    "gen_ai.tool.call.result",
    "gen_ai.tool.definitions",
    "gen_ai.retrieval.documents",
    "gen_ai.retrieval.query.text",
    "gen_ai.evaluation.explanation",
  ])("%s is content, in any case, and so is what lies below it", (name) => {
    for (const variant of [name, name.toUpperCase(), `${name}.0`, `${name}.a.b`]) expect(isContent(variant)).toBe(true);
  });

  it.each([
    "gen_ai.prompt.0.content",
    "gen_ai.completion.12.role",
    "gen_ai.input.messages_json",
    "gen_ai.promptly",
    "gen_ai.prompt.name.0",
  ])("151: flattened floor prefix %s is content", (name) => {
    expect(isContent(name)).toBe(true);
  });

  it.each([
    "gen_ai.prompt.name",
    "gen_ai.tool.call.id",
    "gen_ai.tool.name",
    "gen_ai.evaluation.name",
    "gen_ai.request.model",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
    "gen_ai.response.id",
    "gen_ai.response.finish_reasons",
    "request_id",
    "requests",
    "response_status_code",
    "metadata_key",
    "metadata_value",
    "input",
    "output",
    "input.values",
    "input_value",
    "x.request",
    "service.name",
    "",
    ".",
  ])("152: %j is not", (name) => {
    expect(isContent(name)).toBe(false);
  });

  it("gives the same answer before and after its memory of names is full", () => {
    expect(isContent("messages.first")).toBe(true);
    for (let i = 0; i < 10_000; i++) expect(isContent(`label_${i}`)).toBe(false);
    expect(isContent("messages.first")).toBe(true);
    expect(isContent("label_1")).toBe(false);
  });
});

describe("the gray tier (delivery.md §8.5)", () => {
  it.each(["events", "extra", "serialized", "manifest", "s3_urls", "error", "name", "Error"])(
    "%s needs a release",
    (name) => {
      expect(isGray(name)).toBe(true);
      expect(isContent(name)).toBe(false);
    },
  );

  it.each(["error.type", "names", "service.name", "event", ""])("%j does not", (name) => {
    expect(isGray(name)).toBe(false);
  });
});
