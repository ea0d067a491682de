import { describe, expect, it } from "vitest";
import type { Field } from "./field.ts";
import { headers } from "./headers.ts";
import { list } from "./list.ts";
import { map } from "./map.ts";
import { count } from "./number.ts";
import { record } from "./record.ts";
import { text } from "./text.ts";
import { validateConfig } from "./validate.ts";

const doc = "A value.";
const decode = <T>(field: Field<T>, value: unknown): T | string[] => {
  const checked = validateConfig(map({ key: field }), { key: value });
  return "config" in checked
    ? checked.config.key
    : checked.problems.map(({ path, message, found }) => `${path.join("::")}: ${message}; found ${found}`);
};

describe("list", () => {
  const texts = list(text({ min: 1, doc }), { min: 1, max: 3, unique: true, doc });

  it("decodes each item", () => {
    expect(decode(texts, ["a", "b"])).toEqual(["a", "b"]);
    expect(decode(list(count({ doc }), { default: [1], doc }), [])).toEqual([]);
  });

  it("keeps its default for null: only an explicit list replaces it", () => {
    expect(decode(list(count({ doc }), { default: [1], doc }), null)).toEqual([1]);
  });

  it("reads a text with commas as a list of texts", () => {
    expect(decode(texts, "a, b,c")).toEqual(["a", "b", "c"]);
    expect(decode(list(text({ doc }), { doc }), "")).toEqual([]);
    expect(decode(texts, "a,,b")).toEqual(['key::1: must be a text that is not empty; found ""']);
    expect(decode(list(count({ doc }), { doc }), "1,2")).toEqual([
      'key: must be a list, each item a whole number of at least 0; found "1,2"',
    ]);
  });

  it.each([
    [[], "key: must be a list of at least 1 items; found an empty list"],
    [["a", "b", "c", "d"], "key: must be a list of at most 3 items; found a list"],
    [["a", "b", "a"], 'key::2: repeats item 0 of the list; found "a"'],
    [["a", null], "key::1: must be a text that is not empty; found nothing"],
    [["a", 1], "key::1: must be a text that is not empty; found 1"],
    [{ a: 1 }, "key: must be a list, each item a text that is not empty; found a map"],
  ])("refuses %j", (value, problem) => {
    expect(decode(texts, value)).toEqual([problem]);
  });
});

describe("record", () => {
  const sizes = record(count({ max: 9, doc }), {
    names: /^[a-z]+$/,
    expectedName: "a name in small letters",
    max: 2,
    doc,
  });

  it("decodes each entry under the user's own names, and has no prototype", () => {
    const decoded = decode(sizes, { a: 1, constructor: 2 });
    expect(decoded).toEqual({ a: 1, constructor: 2 });
    expect(Object.getPrototypeOf(decoded)).toBe(null);
  });

  it.each([
    [{ a: 10 }, "key::a: must be a whole number from 0 to 9; found 10"],
    [{ A: 1 }, 'key::A: must be a name in small letters; found "A"'],
    [{ a: 1, b: 2, c: 3 }, "key: must be a map of at most 2 entries; found a map"],
    [{ a: null }, "key::a: must be a whole number from 0 to 9; found nothing"],
    [["a"], "key: must be a map; found a list"],
  ])("refuses %j", (value, problem) => {
    expect(decode(sizes, value)).toEqual([problem]);
  });

  it("takes a name alone for an entry with every default, where entries are maps", () => {
    const entries = record(map({ size: count({ default: 3, doc }) }), { doc });
    expect(decode(entries, { a: null, b: {} })).toEqual({ a: { size: 3 }, b: { size: 3 } });
  });
});

describe("headers", () => {
  const field = headers({ default: {}, doc });
  const revealed = (value: unknown): unknown => {
    const decoded = decode(field, value);
    return Array.isArray(decoded)
      ? decoded
      : Object.fromEntries(Object.entries(decoded).map(([name, secret]) => [name, secret.reveal()]));
  };

  it("reads a map and a list of pairs alike, names in lower case", () => {
    expect(revealed({ Authorization: "Bearer x", "X-Tenant": "" })).toEqual({
      authorization: "Bearer x",
      "x-tenant": "",
    });
    expect(revealed([{ name: "Authorization", value: "Bearer x" }])).toEqual({ authorization: "Bearer x" });
    expect(revealed(null)).toEqual({});
  });

  it("refuses a name that stands twice, whatever its case", () => {
    expect(
      revealed([
        { name: "a", value: "1" },
        { name: "b", value: "2" },
        { name: "A", value: "3" },
      ]),
    ).toEqual(['key::2: repeats the header "A"; found a map']);
    expect(revealed({ a: "1", A: "2" })).toEqual(['key::A: repeats the header "A"; found [REDACTED]']);
  });

  it.each([
    [{ "a b": "1" }, 'key::a b: must be the name of a header, such as x-tenant; found "a b"'],
    [{ "": "1" }, 'key::: must be the name of a header, such as x-tenant; found ""'],
    [{ a: "x\r\ny: z" }, "key::a: must be the value of a header, a text without line breaks; found [REDACTED]"],
    [{ a: 5 }, "key::a: must be the value of a header, a text without line breaks; found [REDACTED]"],
    [[{ name: "a" }], "key::0::value: is required: the value of a header, a text without line breaks; found nothing"],
    [[{ name: "a", value: "b", vlaue: 1 }], 'key::0::vlaue: is not a key here; found "vlaue"'],
    ["a: b", 'key: must be a map of names to values, or a list of {name, value}; found "a: b"'],
  ])("refuses %j", (value, problem) => {
    expect(revealed(value)).toEqual([problem]);
  });
});
