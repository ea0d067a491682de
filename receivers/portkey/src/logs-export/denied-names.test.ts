import { expect, it } from "vitest";
import { isDeniedName } from "./denied-names.ts";

it.each([
  "request",
  "response",
  "inputs",
  "outputs",
  "messages",
  "inputs_preview",
  "outputs_preview",
  "metadata",
  "portkeyHeaders",
  "PORTKEYHEADERS",
  "input.value",
  "output.value",
  "prompt",
  "Prompt",
  "prompt.text",
  "request.body.messages",
  "gen_ai.prompt",
  "gen_ai.prompt.0.content",
  "gen_ai.completion.0.content",
  "gen_ai.input.messages",
  "gen_ai.output.messages.1",
  "gen_ai.system_instructions",
])("%s holds content", (name) => {
  expect(isDeniedName(name)).toBe(true);
});

it.each([
  "",
  "prompt_id",
  "prompt_slug",
  "request_url",
  "response_time",
  "gen_ai.request.model",
  "gen_ai.usage.input_tokens",
  "cost",
  "mode",
  "my.request",
])("%s does not", (name) => {
  expect(isDeniedName(name)).toBe(false);
});
