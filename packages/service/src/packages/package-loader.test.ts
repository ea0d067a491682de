import { defineReceiver, type Factory } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import type { PackageDoors } from "./package-doors.ts";
import { PackageLoader, type PackageSource } from "./package-loader.ts";

const config = { jsonSchema: {}, decode: (valid: unknown) => valid };
const idle = { start: async () => undefined, shutdown: async () => undefined };
const receiver = (type: string, aliases: readonly string[] = []): Factory =>
  defineReceiver({ type, aliases, stability: { logs: "alpha" }, config, create: () => idle });

interface FakePackage {
  readonly manifest?: object | string;
  readonly exported?: Readonly<Record<string, unknown>>;
  readonly fails?: Error;
}

/** Packages by folder. Those in `/etc/collector/node_modules` are found by name. */
function doorsTo(packages: Readonly<Record<string, FakePackage>>): PackageDoors & { imported: string[] } {
  const imported: string[] = [];
  const folders = Object.keys(packages);
  return {
    imported,
    findPackage: async (name, folder) => folders.find((each) => each === `${folder}/node_modules/${name}`),
    listFolders: async (folder) => {
      const below = folders.filter((each) => each.startsWith(`${folder}/`));
      const names = new Set(below.map((each) => `${folder}/${each.slice(folder.length + 1).split("/")[0]}`));
      return folders.includes(folder) || names.size > 0 ? [...names].toSorted() : undefined;
    },
    readText: async (path) => {
      const manifest = packages[path.slice(0, -"/package.json".length)]?.manifest;
      return typeof manifest === "object" ? JSON.stringify(manifest) : manifest;
    },
    importModule: async (entry, folder) => {
      imported.push(`${entry} in ${folder}`);
      const { exported = {}, fails } = packages[folder]!;
      if (fails !== undefined) throw fails;
      return exported;
    },
  };
}

const home = "/etc/collector";
const byName = (name: string): PackageSource => ({ kind: "package", name, folder: home });
const inFolder = (path: string): PackageSource => ({ kind: "folder", path, folder: home });
const manifest = (name: string, more: object = {}): object => ({
  name,
  exports: "./dist/index.js",
  genaiCollector: { api: 1 },
  ...more,
});

async function load(packages: Readonly<Record<string, FakePackage>>, ...sources: readonly PackageSource[]) {
  const doors = doorsTo(packages);
  const { factories, problems } = await new PackageLoader(doors, [
    { kind: "receiver", types: ["otlp", "otlp_old"] },
  ]).load(sources);
  return {
    types: factories.map(({ type }) => type),
    problems: problems.map(({ message }) => message),
    imported: doors.imported,
  };
}

describe("PackageLoader", () => {
  it("finds a package from the configuration's folder and takes every factory that it exports, once", async () => {
    const foo = receiver("foo");
    const outcome = await load(
      {
        [`${home}/node_modules/@acme/genai-receiver-foo`]: {
          manifest: manifest("@acme/genai-receiver-foo"),
          exported: { foo, default: foo, bar: receiver("bar"), version: "1", helper: () => 1 },
        },
      },
      byName("@acme/genai-receiver-foo"),
    );
    expect(outcome).toEqual({
      types: ["foo", "bar"],
      problems: [],
      imported: [`@acme/genai-receiver-foo in ${home}/node_modules/@acme/genai-receiver-foo`],
    });
  });

  it.each([
    ["./lib/main.js", { exports: undefined, main: "lib/main.js" }],
    ["./main.js", { exports: undefined, main: "./main.js" }],
    ["./index.js", { exports: undefined }],
    ["foo", {}],
  ])("imports %s of a package without or with exports: %j", async (entry, more) => {
    const folder = `${home}/node_modules/foo`;
    const packages = { [folder]: { manifest: manifest("foo", more), exported: { foo: receiver("foo") } } };
    expect((await load(packages, byName("foo"))).imported).toEqual([`${entry} in ${folder}`]);
  });

  it("takes component packages of a folder, in scopes too, and passes over what is none", async () => {
    const exported = (type: string): FakePackage => ({ manifest: manifest(type), exported: { f: receiver(type) } });
    const outcome = await load(
      {
        [`${home}/plugins/b`]: exported("b"),
        [`${home}/plugins/a`]: exported("a"),
        [`${home}/plugins/@acme/c`]: exported("c"),
        [`${home}/plugins/left-pad`]: { manifest: { name: "left-pad" } },
        [`${home}/plugins/notes`]: {},
        "/opt/one": exported("one"),
      },
      inFolder("plugins"),
      inFolder("/opt/one"),
    );
    expect(outcome.types).toEqual(["a", "b", "c", "one"]);
    expect(outcome.problems).toEqual([]);
  });

  it("loads a package once, however often it is named", async () => {
    const folder = `${home}/node_modules/foo`;
    const packages = { [folder]: { manifest: manifest("foo"), exported: { foo: receiver("foo") } } };
    const outcome = await load(packages, byName("foo"), byName("foo"), inFolder("node_modules"));
    expect([outcome.types, outcome.problems, outcome.imported.length]).toEqual([["foo"], [], 1]);
  });

  it("reports what is wrong with each package, and loads the others all the same", async () => {
    const at = (name: string): string => `${home}/node_modules/${name}`;
    const names = ["plain", "future", "broken", "empty", "thief", "alias", "json", "list", "bad", "good"];
    const outcome = await load(
      {
        [at("plain")]: { manifest: { name: "plain" } },
        [at("future")]: { manifest: manifest("future", { genaiCollector: { api: 2 } }) },
        [at("broken")]: { manifest: manifest("broken"), fails: new SyntaxError("Unexpected token") },
        [at("empty")]: { manifest: manifest("empty"), exported: { x: 1 } },
        [at("thief")]: { manifest: manifest("thief"), exported: { f: receiver("otlp") } },
        [at("alias")]: { manifest: manifest("alias"), exported: { f: receiver("new", ["otlp_old"]) } },
        [at("json")]: { manifest: "{" },
        [at("list")]: { manifest: "[]" },
        [at("bad")]: { manifest: manifest("bad"), exported: { f: receiver("has-dash"), g: receiver("fine") } },
        [at("good")]: { manifest: manifest("good"), exported: { f: receiver("fine"), g: receiver("good") } },
      },
      ...names.map(byName),
      byName("absent"),
      inFolder("nowhere"),
    );
    expect(outcome.types).toEqual(["fine", "good"]);
    expect(outcome.problems).toEqual([
      'package "plain" is no component package: its package.json has no "genaiCollector": {"api": 1}',
      'package "future" was made for api 2; this collector serves api 1',
      'package "broken" cannot be imported: Unexpected token',
      'package "empty" exports no factory',
      'package "thief" exports "f", which cannot be used: the receiver type "otlp" belongs to this collector',
      'package "alias" exports "f", which cannot be used: the receiver type "otlp_old" belongs to this collector',
      'package "json": package.json is not JSON',
      'package "list": package.json holds no object',
      'package "bad" exports "f", which cannot be used: its type "has-dash" is no component type',
      'package "good" exports "f", which cannot be used: the receiver type "fine" belongs to package "bad"',
      'package "absent" is not there: looked for it from /etc/collector; install it beside the configuration',
      'folder "nowhere" is not there: looked for /etc/collector/nowhere',
    ]);
  });

  it("names a folder without component packages", async () => {
    const outcome = await load(
      { [`${home}/plugins/left-pad`]: { manifest: { name: "left-pad" } } },
      inFolder("plugins"),
    );
    expect(outcome.problems).toEqual(['folder "plugins" holds no component package']);
  });
});
