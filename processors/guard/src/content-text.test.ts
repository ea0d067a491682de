import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesNameContent, namesContent } from "./content-text.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** JSON inside a text of JSON, so many times. */
const nested = (value: unknown, times: number): string => {
  let text = JSON.stringify(value);
  for (let i = 0; i < times; i++) text = JSON.stringify({ body: text });
  return text;
};

describe("namesContent", () => {
  it.each([
    ["an object", '{"messages":[]}'],
    ["space around the name", '  {\n "messages"\t:\r\n []}'],
    ["a deep one", '{"a":[{"b":{"inputs":1}}]}'],
    ["a list", '[1,{"gen_ai.prompt.0.content":"x"}]'],
    ["another case", '{"Messages":[]}'],
    ["a text of JSON", '"{\\"messages\\":[]}"'],
    ["an escaped name", String.raw`{"m\u0065ssages":[]}`],
    ["an escaped name inside a text", String.raw`{"a":"{\"m\\u0065ssages\":1}"}`],
    ["JSON that was cut off behind the name", '{"a":1,"messages":[{"role":"us'],
    ["JSON that is broken before the name", '{"a":,,"messages":1}'],
    ["a byte order mark", '\uFEFF{"messages":[]}'],
  ])("sees the name in %s", (_what, text) => {
    expect(namesContent(text)).toBe(true);
    expect(bytesNameContent(bytes(text))).toBe(true);
  });

  it.each([
    ["a name that is only said", '{"a":"messages"}'],
    ["a value before a colon in a text", '{"a":"x: messages"}'],
    ["a harmless object", '{"model":"gpt-5","tokens":12}'],
    ["prose", 'say "messages": twice'],
    ["a name without quotes", "{messages: []}"],
    ["nothing", ""],
    ["a lone brace", "{"],
    ["quotes without end", '{"""""""'],
    ["a number", "12"],
  ])("sees none in %s", (_what, text) => {
    expect(namesContent(text)).toBe(false);
    expect(bytesNameContent(bytes(text))).toBe(false);
  });

  it("agrees with a parser on every JSON, however deep texts of JSON are nested", () => {
    const name = fc.constantFrom(
      "messages",
      "inputs.x",
      "model",
      "request_id",
      "a b",
      'q"uote',
      "back\\slash",
      "ünï",
      "",
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom<unknown>(null, true, 1.5, "text", 'quo"te', "messages", "a\\"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.array(fc.tuple(name, tie("value")), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs)),
      ),
    }));
    fc.assert(
      fc.property(value, fc.nat({ max: 4 }), (json, times) => {
        const text = nested([json], times);
        expect(namesContent(text)).toBe(oracle(json));
        expect(bytesNameContent(bytes(text))).toBe(oracle(json));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["quotes", '{"'.padEnd(2_000_000, '"')],
    ["escaped quotes", "{" + '\\"'.repeat(1_000_000)],
    ["backslashes", '{"' + "\\".repeat(2_000_000) + '":1'],
    ["space", `{"a"${" ".repeat(2_000_000)}`],
    ["quotes and space", '{"a" '.repeat(400_000)],
    ["one long name", `{"${"a".repeat(2_000_000)}":1}`],
    ["depth", "[".repeat(2_000_000)],
  ])("takes one pass over two megabytes of %s", (_what, text) => {
    const started = performance.now();
    expect(namesContent(text)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

/** What a parser finds: whether any name is one of the two that are content here. */
function oracle(json: unknown): boolean {
  if (Array.isArray(json)) return json.some(oracle);
  if (typeof json !== "object" || json === null) return false;
  return Object.entries(json).some(([name, value]) => name === "messages" || name === "inputs.x" || oracle(value));
}
