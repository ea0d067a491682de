import { describe, expect, it } from "vitest";
import type { ConfigNode } from "../src/index.ts";
import { locate } from "../src/tree/locate.ts";
import { problemsOf, treeOf, loadText, type World } from "./load-text.ts";

/** Both forms of the value `a`: what it reads as, and its text. */
async function valueOf(text: string, env: Record<string, string> = {}, world: World = {}): Promise<unknown[]> {
  const tree = await treeOf(`a: ${text}\n`, { ...world, env });
  const { node } = locate(tree, ["a"]);
  return [plain(node!), node!.text];
}

function plain(node: ConfigNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.node)]));
}

describe("references", () => {
  const env = {
    X: "x",
    EMPTY: "",
    NUMBER: "0123",
    FLAG: "true",
    MAP: "{b: 1, c: [2]}",
    QUOTED: '"0123"',
    NOT_YAML: "[a",
    COMMENT: "tok # x",
    DOLLARS: "pa$$w0rd$",
    NESTED: "<${env:X}>",
    TYPED: "${env:NUMBER}",
    NAME: "X",
    ESCAPED: "$${env:X}",
    COLON: "k: v",
  };

  // collector-core.md §2.3
  it.each([
    ["${env:X}", "x", "x"],
    ["${X}", "x", "x"],
    ['"${X}"', "x", "x"],
    ["$X", "$X", "$X"],
    ["$$X", "$X", "$X"],
    ["$${X}", "${X}", "${X}"],
    ["$$${X}", "$x", "$x"],
    ["$$$${X}", "$${X}", "$${X}"],
    ["$${X} ${X}", "${X} x", "${X} x"],
    ["a-${env:X}-b", "a-x-b", "a-x-b"],
    ["${env:NONE:-d}", "d", "d"],
    ["${NONE:-d}", "d", "d"],
    ["${env:NONE:-}", null, ""],
    ["${env:NONE:-5}", 5, "5"],
    ['"${env:NONE:-{b: 1}}"', { b: 1 }, "{b: 1}"],
    ["${env:NONE:-${env:X}}", "x", "x"],
    ["${env:X:-${env:NONE}}", "x", "x"],
    ["${env:EMPTY:-d}", null, ""],
    ["${env:NUMBER}", 83, "0123"],
    ["${env:FLAG}", true, "true"],
    ["${env:MAP}", { b: 1, c: [2] }, "{b: 1, c: [2]}"],
    ["x-${env:MAP}", "x-{b: 1, c: [2]}", "x-{b: 1, c: [2]}"],
    ["${env:QUOTED}", "0123", '"0123"'],
    ["${env:NOT_YAML}", "[a", "[a"],
    ["${env:COMMENT}", "tok", "tok # x"],
    ["Bearer ${env:COMMENT}", "Bearer tok # x", "Bearer tok # x"],
    ["${env:DOLLARS}", "pa$$w0rd$", "pa$$w0rd$"],
    ["1${env:NUMBER}", 10_123, "10123"],
    ["${env:NESTED}", "<x>", "<x>"],
    ["${env:TYPED}", 83, "0123"],
    ["${env:${NAME}}", "x", "x"],
    ["${env:${NONE:-X}}", "x", "x"],
    ["${env:ESCAPED}", "${env:X}", "${env:X}"],
    ["${env:COLON}", { k: "v" }, "k: v"],
    ["'${yaml:[1, 2]}'", [1, 2], "[1, 2]"],
  ])("%s", async (text, value, as) => {
    expect(await valueOf(text, env)).toEqual([value, as]);
  });

  it("are replaced in values at any depth, and never in keys or comments", async () => {
    const text = "a: [{b: '${X}'}]\n${X}: 1 # ${NONE}\n# ${env:NONE}\n";
    expect(plain(await treeOf(text, { env }))).toEqual({ a: [{ b: "x" }], "${X}": 1 });
  });

  it("cannot change the structure around them", async () => {
    const nasty = "x\nb: 1 # {}[]'\"";
    const tree = await treeOf("a: '${N}'\nc: pre ${N}\n", { env: { N: nasty } });
    expect([...tree.entries.keys()]).toEqual(["a", "c"]);
    expect(tree.entries.get("a")!.node.text).toBe(nasty);
    expect(tree.entries.get("c")!.node.text).toBe(`pre ${nasty}`);
  });

  it("stand where the reference does, whatever they bring", async () => {
    const tree = await treeOf("a:\n  b: ${env:MAP}\n", { env });
    expect(locate(tree, ["a", "b", "c", "0"]).place).toEqual({ file: "config.yaml", line: 2, column: 6 });
  });

  it.each([
    [
      "${env:NONE}",
      "references the environment variable NONE, which is not set; set it, or give a default: ${env:NONE:-default}",
    ],
    [
      "${NONE}",
      "references the environment variable NONE, which is not set; set it, or give a default: ${env:NONE:-default}",
    ],
    [
      "${env:1BAD}",
      'names the environment variable "1BAD"; names are made of letters, digits and _, not beginning with a digit',
    ],
    ["${}", 'names the environment variable ""; names are made of letters, digits and _, not beginning with a digit'],
    ["${foo:bar}", 'the scheme "foo" of the reference is not supported; use one of env, file, yaml'],
    ["${http://h/x}", 'the scheme "http" of the reference is not supported; use one of env, file, yaml'],
    ["${env:SELF}", "refers to itself: ${env:SELF} → ${env:SELF}"],
    ["x ${env:A}", "refers to itself: ${env:A} → ${env:B} → ${env:A}"],
    ["${env:A$B}", "has a dollar sign inside a reference"],
    ["'${env:X'", "has a reference that is not closed; write $$ for a dollar sign"],
    ["${file:none}", "cannot read the file none: it is not there"],
  ])("says what is wrong with %s", async (text, message) => {
    const circular = { ...env, SELF: "${env:SELF}", A: "<${env:B}>", B: "${env:A}" };
    expect(await problemsOf(`a: ${text}\n`, { env: circular })).toEqual([`a: ${message}`]);
  });

  it("are all tried: every one that fails is told, at its place", async () => {
    const loaded = await loadText("a: ${N1}\nb:\n  - ${N2}\n  - x ${N3} ${N4}\n");
    const problems = "problems" in loaded ? loaded.problems : [];
    expect(problems.map(({ path, line, column }) => `${line}:${column} ${path}`)).toEqual([
      "1:4 a",
      "3:5 b::0",
      "4:5 b::1",
      "4:5 b::1",
    ]);
  });

  it("tell of a variable that is set but empty", async () => {
    const loaded = await loadText("a: ${EMPTY}\nb: x${EMPTY}\nc: ${env:NONE:-}\n", { env });
    expect(loaded.warnings.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "a: ${env:EMPTY} is empty",
      "b: ${env:EMPTY} is empty",
    ]);
  });

  it("do not find what objects have by themselves", async () => {
    expect(await problemsOf("a: ${constructor}\nb: ${env:__proto__}\n")).toHaveLength(2);
  });
});

describe("files", () => {
  const files = {
    "conf/key.txt": "s3cret\n",
    "conf/part.yaml": "b: 1\nc: '${env:X}'\nd: [e]\n",
    "/etc/key": "abs",
    "conf/binary": new Uint8Array([0xff, 0xfe, 0x00]),
    "conf/pem": "-----BEGIN X-----\nabc\n-----END X-----\n",
  };
  const read = async (text: string) => {
    const { load } = await import("../src/index.ts");
    const { doors } = await import("./load-text.ts");
    return load(["conf/c.yaml"], doors({ files: { ...files, "conf/c.yaml": text }, env: { X: "x" } }));
  };

  it("are found from the configuration's folder, line breaks at the end left out", async () => {
    const loaded = await read("a: ${file:key.txt}\nb: ${file:../conf/key.txt}\nc: ${file:/etc/key}\nd: ${file:pem}\n");
    const tree = "tree" in loaded ? loaded.tree : undefined;
    expect(["a", "b", "c", "d"].map((key) => tree!.entries.get(key)!.node.text)).toEqual([
      "s3cret",
      "s3cret",
      "abs",
      "-----BEGIN X-----\nabc\n-----END X-----",
    ]);
  });

  it("may bring whole parts, expanded in turn, whose places are in that file", async () => {
    const loaded = await read("a: ${file:part.yaml}\n");
    const tree = "tree" in loaded ? loaded.tree : undefined;
    expect(plain(tree!)).toEqual({ a: { b: 1, c: "x", d: ["e"] } });
    expect(locate(tree!, ["a", "d", "0"]).place).toEqual({ file: "conf/part.yaml", line: 3, column: 5 });
  });

  it("that are no text are named", async () => {
    const loaded = await read("a: ${file:binary}\n");
    expect("problems" in loaded && loaded.problems[0]!.message).toBe(
      "cannot read the file conf/binary: it is not UTF-8 text",
    );
  });
});

describe("bounds", () => {
  it("stops variables that double one another", async () => {
    const env: Record<string, string> = { V0: "x".repeat(1_000) };
    for (let level = 1; level < 40; level++) env[`V${level}`] = `\${V${level - 1}}\${V${level - 1}}`;
    const problems = await problemsOf("a: ${V39}\n", { env });
    expect(problems).toEqual([
      "a: needs too many references: more than 10000, or more than 4194304 characters of text",
    ]);
  });

  it("stops lists that bring lists", async () => {
    const env: Record<string, string> = { V0: "x" };
    for (let level = 1; level < 40; level++) env[`V${level}`] = `['\${V${level - 1}}', '\${V${level - 1}}']`;
    expect((await problemsOf("a: ${V39}\n", { env }))[0]).toContain("needs too many references");
  });

  it("stops chains of references", async () => {
    const env: Record<string, string> = { V0: "x" };
    for (let level = 1; level < 200; level++) env[`V${level}`] = `\${V${level - 1}}`;
    expect(await problemsOf("a: ${V199}\n", { env })).toEqual(["a: nests more than 100 references"]);
  });
});

describe("secrets", () => {
  const env = { TOKEN: "hunter22-token", NAME: "not a name", EVIL: "${foo:hunter22}" };

  it("are in no problem and no warning", async () => {
    const loaded = await loadText("a: ${env:${NAME}}\nb: ${env:${TOKEN}}\nc: ${env:${TOKEN}X}\nd: ${foo:${TOKEN}}\n", {
      env,
    });
    const told = JSON.stringify(loaded);
    expect(told).toContain('\\"[REDACTED]\\"');
    expect(told).not.toContain("hunter22");
    expect(told).not.toContain("not a name");
  });

  it("are remembered beside the value that they became a part of", async () => {
    const tree = await treeOf("a: Bearer ${TOKEN}\nb: ${NONE:-public}\n", { env });
    expect(tree.entries.get("a")!.node.origin).toEqual({ written: "Bearer ${TOKEN}", secrets: ["hunter22-token"] });
    expect(tree.entries.get("b")!.node.origin).toEqual({ written: "${NONE:-public}", secrets: [] });
  });
});
