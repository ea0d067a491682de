import { describe, expect, it } from "vitest";
import {
  cursor,
  describeLeaving,
  enumeration,
  FieldCounts,
  fields,
  identifier,
  integer,
  leaving,
  lineReader,
  number,
  optional,
  optionalText,
  readAnswer,
  records,
  uuid,
  word,
  type Declarations,
} from "./index.ts";

const declared = {
  id: uuid("id"),
  next: cursor("cursors.next"),
  tier: optional(word("trace_tier")),
  error: optionalText("error", { maxBytes: 256 }),
};
const answer = Buffer.from('{"trace_tier":"short","error":"it broke","cursors":{"next":"n"}}');

describe("fields", () => {
  it("opt-in fields exist only where a configuration opts in", () => {
    expect(readAnswer(fields(declared), answer)).toStrictEqual({ id: undefined, next: "n" });
    expect(readAnswer(fields(declared, { optIn: ["error"] }), answer)).toStrictEqual({
      id: undefined,
      next: "n",
      error: "it broke",
    });
  });

  it("tells what leaves: opt-ins where they were opted in, cursors never", () => {
    expect(describeLeaving(fields(declared))).toBe("these fields leave: id (uuid)");
    const all = fields(declared, { optIn: ["error", "tier"] });
    expect(describeLeaving(all)).toBe("these fields leave: id (uuid), tier (word, opted in), error (text, opted in)");
    expect(leaving(all).at(-1)).toEqual({ name: "error", path: "error", class: "text", isOptedIn: true });
    expect(describeLeaving(fields({ next: cursor("next") }))).toBe("no field leaves");
  });

  it.each([
    [() => fields(declared, { optIn: ["errors"] }), "errors is no field that can be opted in; there are tier, error"],
    [() => fields(declared, { optIn: ["id"] }), "id is no field that can be opted in"],
    [() => fields({ a: uuid("a.b"), b: uuid("a") }), "a and b are read from the same place: a"],
    [() => fields({ a: uuid("a"), b: uuid("a") }), "a and b are read from the same place: a"],
    [() => fields({ a: uuid("a[].b"), b: uuid("a.b") }), "a cannot be an array and an object"],
    [() => fields(JSON.parse('{"__proto__":0}') as Declarations), "a field cannot be called __proto__"],
    [() => uuid(""), "the path  has a key that is empty"],
    [() => uuid("a..b"), "the path a..b has a key that is empty"],
    [() => uuid("a."), "has a key that is empty"],
    [() => uuid("a[0]"), "has brackets"],
    [() => uuid('a"b'), "needs escapes in JSON"],
    [() => uuid("a\\b"), "needs escapes in JSON"],
    [() => uuid("a\nb"), "needs escapes in JSON"],
    [() => uuid("\ud800"), "needs escapes in JSON"],
    [() => uuid(Array.from({ length: 17 }, () => "a").join(".")), "more than 16 steps"],
    [() => enumeration("a", { values: [] }), "a knows no values"],
    [() => identifier("a", { maxLength: 129 }), "a needs a limit of 1 to 128 bytes, found 129"],
    [() => word("a", { maxLength: 0 }), "a needs a limit of 1 to 64 bytes, found 0"],
    [() => optionalText("a", { maxBytes: Number.NaN }), "a needs a limit of 1 to 65536 bytes, found NaN"],
    [() => optionalText("inputs.a", { maxBytes: 9 }), "inputs.a leads to content, which is never read as text"],
    [() => optionalText("a.Messages[].b", { maxBytes: 9 }), "leads to content"],
    [() => records("a[].b"), 'write a[].b without "[]"'],
    [() => lineReader(fields(declared), { maxDepth: 0 }), "maxDepth must be a whole number above 0, found 0"],
    [() => lineReader(fields(declared), { maxItems: 1.5 }), "maxItems must be a whole number above 0, found 1.5"],
  ])("what cannot be read is told when it is declared: %#", (declare, message) => {
    expect(declare).toThrow(message);
  });

  it("numbers may be read from where content stands: they are none", () => {
    const set = fields({ tokens: integer("outputs.usage.total") });
    expect(readAnswer(set, Buffer.from('{"outputs":{"text":"x","usage":{"total":7}}}'))).toEqual({ tokens: 7 });
  });

  it("a name that every object has is a field like any other", () => {
    const set = fields({ constructor: uuid("a"), toString: number("hasOwnProperty") });
    expect(readAnswer(set, Buffer.from('{"hasOwnProperty":1}'))).toStrictEqual({ constructor: undefined, toString: 1 });
  });

  it("a key with points is written with backslashes", () => {
    const set = fields({ tokens: integer("metadata.gen_ai\\.usage\\.input_tokens") });
    const record = readAnswer(set, Buffer.from('{"metadata":{"gen_ai.usage.input_tokens":3}}'));
    expect(record).toEqual({ tokens: 3 });
  });
});

describe("FieldCounts", () => {
  const set = fields({
    id: uuid("id", { expected: true }),
    parent: uuid("parent"),
    cost: number("extra.cost"),
    model: word("model"),
  });
  const good = '{"id":"c0a8d6f2-7a57-4a0f-8a3c-1f6b2e9d0a01","extra":{"cost":1},"model":"m"}';

  function countAll(lines: readonly string[]): FieldCounts {
    const counts = new FieldCounts(set);
    const reader = lineReader(set, { counts });
    reader.feed(Buffer.from(lines.join("\n")));
    reader.end();
    while (reader.next() !== undefined);
    return counts;
  }

  it("says nothing while most records are as they were declared, or there are few", () => {
    const lines = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? good : '{"id":7,"model":"two words"}'));
    expect(countAll(lines).drift()).toEqual([]);
    expect(countAll(Array.from({ length: 19 }, () => "{}")).drift()).toEqual([]);
  });

  it("names the fields that most records no longer have as they were declared", () => {
    const lines = Array.from({ length: 20 }, () => '{"uuid":"x","extra":[],"model":"two words"}');
    expect(countAll([...lines, ...lines, good, good, good, good, good, good, good, good, good, good]).drift()).toEqual([
      { field: "id", outcome: "missing", share: 0.8 },
      { field: "cost", outcome: "wrong_type", share: 0.8 },
      { field: "model", outcome: "misfit", share: 0.8 },
    ]);
  });

  it("has a size that follows from the declarations alone", () => {
    const size = (counts: FieldCounts) => JSON.stringify(counts.report()).replaceAll(/\d+/g, "0").length;
    const odd = Array.from({ length: 500 }, (_, i) => `{"k${i}":"v${i}","id":"${i}","model":{"x${i}":1},"id":${i}}`);
    expect(size(countAll(odd))).toBe(size(countAll([])));
  });
});
