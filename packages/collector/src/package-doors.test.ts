import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

/**
 * Scenario: packages of three shapes beside a configuration, each with a decoy of a public package in its node_modules.
 * Guarantees: every one is found and imported, and all of them have the collector's own copy of the public package.
 */
let folder: string;

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

const source = (type: string): string => `
import { defineReceiver, CollectorError } from "@genai-collector/component";
export const error = CollectorError;
export const factory = defineReceiver({
  type: "${type}", stability: { logs: "alpha" },
  config: { jsonSchema: {}, decode: (valid) => valid },
  create: () => ({ start: async () => {}, shutdown: async () => {} }),
});`;
const decoy = {
  "package.json": JSON.stringify({ name: "@genai-collector/component", type: "module", exports: "./index.js" }),
  "index.js":
    "export const defineReceiver = () => { throw new Error('the decoy was used'); }; export class CollectorError {}",
};
const withDecoy = (root: string, files: Readonly<Record<string, string>>): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${root}/${path}`, text])),
  ...Object.fromEntries(
    Object.entries(decoy).map(([path, text]) => [`${root}/node_modules/@genai-collector/component/${path}`, text]),
  ),
});
const manifest = (name: string, more: object): string =>
  JSON.stringify({ name, type: "module", genaiCollector: { api: 1 }, ...more });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "package-doors-"));
  await write({
    ...withDecoy("node_modules/@acme/foo", {
      "package.json": manifest("@acme/foo", { exports: { import: "./lib/main.js" } }),
      "lib/main.js": source("foo"),
    }),
    ...withDecoy("plugins/bar", { "package.json": manifest("bar", { main: "main.js" }), "main.js": source("bar") }),
    ...withDecoy("plugins/baz", { "package.json": manifest("baz", {}), "index.js": source("baz") }),
    // Every public package that components of others may use at run time: none of them lies beside the configuration.
    "all.js": ["component", "config/schema", "coordination/checkpoint", "exporterhelper", "pdata", "polling"]
      .map((name) => `import "@genai-collector/${name}";`)
      .join("\n"),
    "plugins/broken/package.json": manifest("broken", { exports: "./gone.js" }),
    "run.ts": `
      import { createPackageDoors } from ${JSON.stringify(new URL("package-doors.ts", import.meta.url).href)};
      import { PackageLoader } from ${JSON.stringify(new URL("../../service/src/index.ts", import.meta.url).href)};
      import { CollectorError } from ${JSON.stringify(new URL("../../component/src/index.ts", import.meta.url).href)};
      const doors = createPackageDoors();
      const folder = import.meta.dirname;
      const { factories, problems } = await new PackageLoader(doors, []).load([
        { kind: "package", name: "@acme/foo", folder },
        { kind: "package", name: "absent", folder },
        { kind: "folder", path: "plugins", folder },
      ]);
      const own = await Promise.all(
        [["@acme/foo", "node_modules/@acme/foo"], ["./main.js", "plugins/bar"], ["./index.js", "plugins/baz"]].map(
          async ([entry, path]) => (await doors.importModule(entry, folder + "/" + path)).error === CollectorError,
        ),
      );
      await doors.importModule("./all.js", folder);
      console.log(JSON.stringify({
        types: factories.map((f) => f.type), own,
        problems: problems.map((p) => p.message.replaceAll(folder, "FOLDER").slice(0, 60)),
      }));`,
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it("imports packages beside the configuration, all with the collector's own copy of the public packages", async () => {
  const flags = ["--conditions=genai-collector-source", "--disable-warning=ExperimentalWarning"];
  const script = pathToFileURL(join(folder, "run.ts")).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script]);
  expect(JSON.parse(stdout)).toEqual({
    types: ["foo", "bar", "baz"],
    own: [true, true, true],
    problems: [
      'package "absent" is not there: looked for it from FOLDER; install it beside the configuration'.slice(0, 60),
      expect.stringMatching(/^package "broken" cannot be imported: Cannot find module/),
    ],
  });
});
