import { describe, expect, it } from "vitest";
import { doors, type World } from "../test/load-text.ts";
import { load } from "./load.ts";
import { renderYaml } from "./render-yaml.ts";

async function loaded(locations: readonly string[], world: World): Promise<string> {
  const result = await load(locations, doors(world));
  if ("tree" in result) return renderYaml(result.tree, { redact: false });
  return result.problems.map(({ path, message, file, line }) => `${file}:${line} ${path}: ${message}`).join("\n");
}

describe("locations", () => {
  const world: World = {
    files: {
      "a.yaml": "x: 1\n",
      "C:\\x.yaml": "w: 1\n",
      "list.yaml": "- 1\n",
      "text.yaml": "text",
      "empty.yaml": "# nothing\n",
    },
    env: { CONFIG: "e: {f: 2}", BAD: "[" },
  };

  it.each([
    ["a.yaml", "x: 1\n"],
    ["file:a.yaml", "x: 1\n"],
    ["C:\\x.yaml", "w: 1\n"],
    ["env:CONFIG", "e:\n  f: 2\n"],
    ["yaml:exporters::debug::verbosity: detailed", "exporters:\n  debug:\n    verbosity: detailed\n"],
    ["yaml:{a::b: 1, a::c: 2, a: {d: 3}}", "a:\n  b: 1\n  c: 2\n  d: 3\n"],
    ["empty.yaml", "{}\n"],
    ["none.yaml", "none.yaml:0 : cannot read the file none.yaml: it is not there"],
    ["env:NONE", "env:NONE:0 : the environment variable NONE is not set"],
    ["env:BAD", expect.stringContaining("env:BAD:1 : is not YAML: ")],
    ["http://h/c.yaml", 'http://h/c.yaml:0 : the scheme "http" of the location is not supported'],
    ["list.yaml", "list.yaml:1 : must be a map of sections"],
    ["text.yaml", "text.yaml:1 : must be a map of sections"],
  ])("%s", async (location, result) => {
    expect(await loaded([location], world)).toEqual(result);
  });

  it("must be given", async () => {
    expect(await loaded([], {})).toContain("at least one config flag must be provided");
    expect(await loaded([], { set: ["a=1"] })).toBe("a: 1\n");
  });

  it("are all read before anything is said", async () => {
    expect((await loaded(["none.yaml", "text.yaml", "a.yaml"], world)).split("\n")).toHaveLength(2);
  });

  it("may not be readable: the system's code is told, not its message", async () => {
    const readFile = () => Promise.reject(Object.assign(new Error("secret path"), { code: "EACCES" }));
    expect(await load(["a.yaml"], { env: {}, readFile })).toMatchObject({
      problems: [{ message: "cannot read the file a.yaml: EACCES" }],
    });
  });
});

describe("merging", () => {
  const merged = (first: string, second: string) =>
    loaded(["1.yaml", "2.yaml"], { files: { "1.yaml": first, "2.yaml": second } });

  // collector-core.md §2.2
  it.each([
    [
      "maps key by key, at every depth",
      "a: {b: {c: 1, d: 2}}",
      "a: {b: {d: 3, e: 4}}",
      "a:\n  b:\n    c: 1\n    d: 3\n    e: 4\n",
    ],
    ["lists as a whole", "a: [1, 2]", "a: [3]", "a:\n  - 3\n"],
    ["a single value over anything", "a: {b: 1}", "a: 5", "a: 5\n"],
    ["a map over a single value", "a: 5", "a: {b: 1}", "a:\n  b: 1\n"],
    ["nothing wipes what was there", "a: {b: 1}\nc: 1", "a:", "a: null\nc: 1\n"],
    ["an empty map keeps it", "a: {b: 1}", "a: {}", "a:\n  b: 1\n"],
  ])("%s", async (_name, first, second, result) => {
    expect(await merged(first, second)).toBe(result);
  });

  it("happens before references are replaced: those that are covered are not looked up", async () => {
    expect(await merged("a: ${NONE}\nb: 1", "a: 2")).toBe("a: 2\nb: 1\n");
  });

  it("keeps each value's own file", async () => {
    const files = {
      "1.yaml": "a: {b: 1, c: ${NONE}}".replace("${NONE}", "'${NONE}'"),
      "2.yaml": "\na: {d: '${NONE}'}",
    };
    expect(await loaded(["1.yaml", "2.yaml"], { files })).toMatch(/^1\.yaml:1 a::c: .*\n2\.yaml:2 a::d: /);
  });
});

describe("--set", () => {
  const set = (...options: string[]) =>
    loaded(["c.yaml"], { files: { "c.yaml": "a: {b: 1, l: [1, 2]}\n" }, env: { X: "x" }, set: options });

  it.each([
    ["a.b=2", "a:\n  b: 2\n  l:\n    - 1\n    - 2\n"],
    ["a::b=2", "a:\n  b: 2\n  l:\n    - 1\n    - 2\n"],
    ["a::x.y=2", "a:\n  b: 1\n  l:\n    - 1\n    - 2\n  x.y: 2\n"],
    ["a.l=[3]", "a:\n  b: 1\n  l:\n    - 3\n"],
    ["a={c: 3}", "a:\n  b: 1\n  l:\n    - 1\n    - 2\n  c: 3\n"],
    ["a=", "a: null\n"],
    ["a=b=c", "a: b=c\n"],
    ["a=${env:X}", "a: x\n"],
    ["__proto__.x=1", "a:\n  b: 1\n  l:\n    - 1\n    - 2\n__proto__:\n  x: 1\n"],
  ])("%s", async (option, result) => {
    expect(await set(option)).toBe(result);
  });

  it("applies in order, over the files", async () => {
    expect(await set("a=1", "a=2")).toBe("a: 2\n");
  });

  it.each([
    ["a:b", "--set a:b:0 : is missing the equal sign of path=value"],
    ["=1", "--set :0 : has an empty key in its path"],
    ["a..b=1", "--set a..b:0 : has an empty key in its path"],
    ["a=[hunter22", expect.not.stringContaining("hunter22")],
    ["a={b: 1, b: 2}", expect.stringContaining("b: is there twice")],
  ])("refuses %s", async (option, result) => {
    expect(await set(option)).toEqual(result);
  });
});
