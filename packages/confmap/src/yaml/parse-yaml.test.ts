import { describe, expect, it } from "vitest";
import type { ConfigNode } from "../tree/config-node.ts";
import { locate } from "../tree/locate.ts";
import { parseYaml } from "./parse-yaml.ts";
import { yamlLimits } from "./yaml-limits.ts";

const parse = (text: string): ConfigNode => {
  const { node, problems } = parseYaml(text, "c.yaml");
  expect(problems).toEqual([]);
  return node!;
};
const placeOf = (text: string, ...path: string[]): string => {
  const { place, keyPlace } = locate(parse(text), path);
  return `${keyPlace.line}:${keyPlace.column} ${place.line}:${place.column}`;
};
const plain = (node: ConfigNode): unknown => {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  return new Map([...node.entries].map(([key, entry]) => [key, plain(entry.node)]));
};
const problems = (text: string): string[] =>
  parseYaml(text, "c.yaml").problems.map(({ path, line, column, message }) => `${line}:${column} ${path}: ${message}`);

describe("places", () => {
  it.each([
    ["plain", "a:\n  b: text\n", ["a", "b"], "2:3 2:6"],
    ["in double quotes", 'a:\n  b: "text"\n', ["a", "b"], "2:3 2:6"],
    ["in single quotes", "a:\n  'b': 'it''s'\n", ["a", "b"], "2:3 2:8"],
    ["a literal block", "a: |\n  one\n  two\n", ["a"], "1:1 2:3"],
    ["a folded block", "a: >-\n    one\n", ["a"], "1:1 2:5"],
    ["a list item", "a:\n  - x\n  - - y\n", ["a", "1", "0"], "3:7 3:7"],
    ["a flow map", "a: {b: {c: 1}}\n", ["a", "b", "c"], "1:9 1:12"],
    ["a flow list", "a: [1, 'x']\n", ["a", "1"], "1:8 1:8"],
    ["nothing: the key", "a:\n  b:\n  c: 1\n", ["a", "b"], "2:3 2:3"],
    ["a block map", "a:\n  b: 1\n", ["a"], "1:1 2:3"],
    ["behind a BOM", "\uFEFFa: 1\n", ["a"], "1:1 1:4"],
    ["behind Windows line breaks", "a: 1\r\nb:\r\n  c: 2\r\n", ["b", "c"], "3:3 3:6"],
    ["behind a comment", "# one\n\na: 1 # two\n", ["a"], "3:1 3:4"],
    ["behind an anchor and a tag", "a: &x !!str 12\n", ["a"], "1:1 1:13"],
    ["an alias: where it is defined", "a: &x\n  b: 1\nc: *x\n", ["c", "b"], "2:3 2:6"],
    ["a missing key: the map's key", "a:\n  b: 1\n", ["a", "zzz"], "1:1 1:1"],
    ["inside a text: the text", "a: b\n", ["a", "0"], "1:4 1:4"],
  ])("%s", (_name, text, path, place) => {
    expect(placeOf(text, ...path)).toBe(place);
  });
});

describe("values", () => {
  it("keeps the text of each scalar beside what it reads as", () => {
    const node = parse("[0123, '0123', 1e3, !!str 5, !!int '7', ~]");
    const items = node.kind === "list" ? node.items : [];
    expect(items.map((item) => item.kind === "scalar" && [item.value, item.text])).toEqual([
      [83, "0123"],
      ["0123", "0123"],
      [1_000, "1e3"],
      ["5", "5"],
      [7, "7"],
      [null, "~"],
    ]);
  });

  it("joins texts over several lines as YAML does", () => {
    expect(plain(parse('a: one\n  two\nb: |\n  x\n  y\nc: >-\n  x\n  y\nd: "e\\n\\u00e9"\n'))).toEqual(
      new Map([
        ["a", "one two"],
        ["b", "x\ny\n"],
        ["c", "x y"],
        ["d", "e\né"],
      ]),
    );
  });

  it("keeps keys that objects have by themselves", () => {
    expect([...(plain(parse("__proto__: 1\nconstructor: 2\n")) as Map<string, number>)]).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
  });

  it("takes keys that look like numbers for texts", () => {
    expect(plain(parse("1: a\n0x1: b\ntrue: c\n'': d\n"))).toEqual(
      new Map([
        ["1", "a"],
        ["0x1", "b"],
        ["true", "c"],
        ["", "d"],
      ]),
    );
  });

  it("lays merge keys under the map's own, the first of several on top", () => {
    const text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: {z: 4, <<: *b}\ne: {'<<': 5}\n";
    const values = plain(parse(text)) as Map<string, Map<string, number>>;
    expect(Object.fromEntries(values.get("c")!)).toEqual({ x: 3, y: 1, z: 2 });
    expect(Object.fromEntries(values.get("d")!)).toEqual({ z: 4, y: 2 });
    expect(Object.fromEntries(values.get("e")!)).toEqual({ "<<": 5 });
  });

  it("is nothing for an empty text", () => {
    for (const text of ["", "\n", "# only a comment\n", "---\n", "~"]) expect(plain(parse(text))).toBe(null);
  });
});

describe("problems", () => {
  it.each([
    [
      "a key that is there twice",
      "a:\n  b: 1\n  c: 2\n  b: 3\n",
      "4:3 a::b: is there twice; the first is at c.yaml:2:3",
    ],
    ["two documents", "a: 1\n---\nb: 2\n", "3:1 : holds more than one document"],
    ["an alias of nothing", "a: *x\n", "1:4 a: the alias *x names nothing"],
    ["an alias inside what it names", "a: &x [*x]\n", "1:8 a::0: the alias *x stands inside what it names"],
    ["a map as a key", "? {a: 1}\n: 2\n", "1:3 : has a key that is not a text"],
    ["no key", ": 2\n", "1:1 : has a key that is not a text"],
    ["merging what is no map", "a:\n  <<: 5\n", "2:7 a::<<: must be a map, or a list of maps"],
    ["an unknown tag", "a: !!binary aGk=\n", "1:13 a: the tag !!binary cannot be applied to this value"],
    ["a tag that does not fit", "a: !!int x\n", "1:10 a: the tag !!int cannot be applied to this value"],
    ["a code tag", "a: !!js/function 'x'\n", "1:18 a: the tag !!js/function cannot be applied to this value"],
  ])("%s", (_name, text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it("tells every key that is there twice, not only the first", () => {
    expect(problems("a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n")).toHaveLength(3);
  });

  it("points at what is not YAML", () => {
    expect(problems("a: [1\nb: 2\n")).toEqual([expect.stringMatching(/^2:1 : is not YAML: /)]);
    expect(problems("a:\n\tb: 1\n")).toEqual([expect.stringMatching(/^2:\d : is not YAML: /)]);
  });

  it("knows the usual mistake with references between braces", () => {
    const [problem] = problems("a: {b: ${env:X}, c: 1}\n");
    expect(problem).toContain('between { } or [ ], a reference stands in quotes: "${env:NAME}"');
    expect(problems("a: [1\nb: 2\n")[0]).not.toContain("quotes");
  });
});

describe("bounds", () => {
  it("refuses a bomb of aliases of aliases, at once", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 12; level++)
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(", ")}]`);
    expect(problems(lines.join("\n"))).toEqual([
      `1:1 : holds more than ${yamlLimits.values} values once its aliases are written out`,
    ]);
  });

  it("refuses a bomb of merge keys likewise", () => {
    const lines = ["a0: &a0 {x: {a: 1, b: 2, c: 3, d: 4}}"];
    for (let level = 1; level < 30; level++)
      lines.push(`a${level}: &a${level} {l: {<<: *a${level - 1}}, r: {<<: *a${level - 1}}}`);
    expect(problems(lines.join("\n"))[0]).toContain("values once its aliases are written out");
  });

  it("refuses deep nesting", () => {
    expect(problems(`${"[".repeat(5_000)}${"]".repeat(5_000)}`)[0]).toContain("is not YAML");
    expect(problems("- ".repeat(5_000))[0]).toContain("is not YAML");
  });

  it("refuses long texts and long lists", () => {
    expect(problems("x".repeat(yamlLimits.length + 1))[0]).toContain("is longer than 1048576 characters");
    expect(problems("- 1\n".repeat(yamlLimits.values + 1))[0]).toContain("more than 100000 values");
  });
});
