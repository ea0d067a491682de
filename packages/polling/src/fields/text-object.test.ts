import { describe, expect, it } from "vitest";
import { FieldCounts, fields, identifier, integer, readAnswer } from "./index.ts";

const set = fields(
  { id: identifier("id"), team: identifier("meta.team"), size: integer("meta.size"), tags: identifier("meta.tags[]") },
  { textObjects: ["meta"] },
);

function read(meta: string): readonly [unknown, string] {
  const counts = new FieldCounts(set);
  const { id, team, size, tags } = readAnswer(set, Buffer.from(`{"meta":${meta},"id":"behind"}`), { counts });
  expect(id).toBe("behind");
  const [outcome] = Object.entries(counts.report().fields["team"]!).find(([, count]) => count === 1)!;
  return [[team, size, tags], outcome];
}

const text = (json: string): string => JSON.stringify(json);

describe("an object that may come as a text", () => {
  it.each([
    ["an object", '{"team":"a","size":3,"tags":["x","y"]}', ["a", 3, ["x", "y"]], "fits"],
    ["its text", text('{"team":"a","size":3,"tags":["x","y"]}'), ["a", 3, ["x", "y"]], "fits"],
    ["its text with escapes in it", text(' {"te\\u0061m": "\\u0061" , "size":3} '), ["a", 3, undefined], "fits"],
    ["its text with what nobody asks for", text('{"q":"what is {}?","team":"a"}'), ["a", undefined, undefined], "fits"],
    ["the text of its text", text(text('{"team":"a"}')), [undefined, undefined, undefined], "wrong_type"],
    ["the text of a list", text('["a"]'), [undefined, undefined, undefined], "wrong_type"],
    ["a text", text("hello"), [undefined, undefined, undefined], "wrong_type"],
    ["an empty text", '""', [undefined, undefined, undefined], "wrong_type"],
    ["half of its text", text('{"team":"a","size":'), [undefined, undefined, undefined], "misfit"],
    ["its text and more", text('{"team":"a"} {'), [undefined, undefined, undefined], "misfit"],
    [
      "a text that is too long",
      text(`{"team":"a","q":"${"q".repeat(70_000)}"}`),
      [undefined, undefined, undefined],
      "too_long",
    ],
    ["null", "null", [undefined, undefined, undefined], "null"],
  ])("is read from %s", (_, meta, values, outcome) => {
    expect(read(meta)).toEqual([values, outcome]);
  });

  it("is read as an object alone where it may not", () => {
    const strict = fields({ team: identifier("meta.team") });
    expect(readAnswer(strict, Buffer.from(`{"meta":${text('{"team":"a"}')}}`))).toEqual({ team: undefined });
  });

  it("leaves nothing of one record to the next", () => {
    const counts = new FieldCounts(set);
    expect(readAnswer(set, Buffer.from(`{"meta":${text('{"team":"first","tags":["x"]}')}}`), { counts }).team).toBe(
      "first",
    );
    expect(readAnswer(set, Buffer.from(`{"meta":${text("{}")}}`), { counts })).toEqual({});
  });
});
