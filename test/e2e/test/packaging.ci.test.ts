import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acmeRequests, openAcme } from "../src/acme-server.ts";
import { runToEnd } from "../src/child.ts";
import { eventually } from "../src/eventually.ts";
import { freePort } from "../src/free-ports.ts";
import { fromProtobuf } from "../src/otlp-schema.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { copyPackage, install, npm, packPublicPackages, rootManifest, type Tarballs } from "../src/packing.ts";
import { receivedPoints } from "../src/received-points.ts";
import { Stage } from "../src/stage.ts";
import { workspace } from "../src/workspace.ts";

const minute = 60_000;
const acme = "@acme/genai-receiver-acme";
const example = join(workspace, "examples", "acme-receiver");
/** What a package of components has as its peers, with what they need. */
const publicNames = ["component", "config", "pdata", "polling"].map((name) => `@genai-collector/${name}`);
/** As an author outside of this repository would have it. */
const authorsTsconfig = {
  compilerOptions: {
    target: "ES2024",
    lib: ["ES2024"],
    module: "NodeNext",
    strict: true,
    declaration: true,
    types: ["node"],
    rootDir: "src",
    outDir: "dist",
  },
  include: ["src"],
};

let shared: Stage;
let tarballs: Tarballs;
/** The author's folder: the example, built outside of the workspace. */
let author: string;
/** The user's folder: the packed collector, and the packed example beside it. */
let user: string;

beforeAll(async () => {
  shared = await Stage.openUntilClosed();
  tarballs = await packPublicPackages(shared.path("tarballs"));
  author = shared.path("author");
  await buildAsAuthor();
  const packed = (await npm(author, "pack", "--pack-destination", shared.path())).trim().split("\n").at(-1)!;
  user = shared.path("user");
  const { vitest } = (await rootManifest()).devDependencies;
  await install(user, { ...tarballs, [acme]: shared.path(packed) }, { vitest: vitest! });
  await cp(join(example, "config.yaml"), join(user, "config.yaml"));
  await cp(join(example, "test"), join(user, "test"), { recursive: true });
});

afterAll(() => shared.close());

/** Installs what the author needs, and compiles with the author's own settings. */
async function buildAsAuthor(): Promise<void> {
  await copyPackage(example, author);
  const own = JSON.parse(await readFile(join(example, "package.json"), "utf8")) as object;
  const { typescript, vitest, "@types/node": nodeTypes } = (await rootManifest()).devDependencies;
  await install(author, tarballs, { typescript: typescript!, vitest: vitest!, "@types/node": nodeTypes! });
  const { dependencies } = JSON.parse(await readFile(join(author, "package.json"), "utf8")) as { dependencies: object };
  await writeFile(join(author, "package.json"), JSON.stringify({ ...own, devDependencies: dependencies }));
  await writeFile(join(author, "tsconfig.json"), JSON.stringify(authorsTsconfig));
  const { code, stdout } = await runToEnd({
    args: [join(author, "node_modules", "typescript", "bin", "tsc")],
    cwd: author,
  });
  expect(code, stdout).toBe(0);
}

function runVitest(folder: string): ReturnType<typeof runToEnd> {
  const args = [join(folder, "node_modules", "vitest", "vitest.mjs"), "run", "--root", folder];
  return runToEnd({ args, cwd: folder }, 120_000);
}

/** Lays a second copy of the public packages where the installed example finds it first. */
async function addSecondCopy(folder: string): Promise<readonly string[]> {
  const copies = publicNames.map((name) => join(folder, "node_modules", acme, "node_modules", name));
  for (const [index, name] of publicNames.entries()) {
    await cp(join(folder, "node_modules", name), copies[index]!, { recursive: true });
  }
  return copies;
}

/** A folder of its own with the user's installation in it. */
async function userFolder(): Promise<{ readonly stage: Stage; readonly folder: string }> {
  const stage = await Stage.open();
  const folder = stage.path("user");
  await cp(user, folder, { recursive: true, verbatimSymlinks: true });
  return { stage, folder };
}

/** Runs the packed collector on the example's configuration until both loops have delivered. */
async function runExample(stage: Stage, folder: string): Promise<void> {
  const server = await openAcme(stage);
  const sink = await OtlpSink.open(stage);
  const child = stage.start({
    args: [join(folder, "node_modules", ".bin", "genai-collector"), "--config", "config.yaml"],
    cwd: folder,
    env: {
      ACME_ENDPOINT: server.endpoint,
      ACME_API_KEY: "key-of-the-user",
      ACME_IS_LOCAL: "true",
      OTLP_ENDPOINT: sink.endpoint,
      STATE_DIR: stage.path("state"),
      METRICS_PORT: String(await freePort()),
    },
  });
  await eventually("both loops", () => {
    if (child.hasEnded) throw new Error(child.stderr);
    return sink.bodies("metrics").length > 0 && sink.bodies("logs").length > 0;
  });
  expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });

  const points = sink.bodies("metrics").flatMap(receivedPoints);
  // Fifty minutes of which the last five have not settled.
  expect(points.length).toBeGreaterThanOrEqual(44);
  for (const { name, labels, time, value } of points) {
    expect({ name, labels, value }).toEqual({
      name: "acme_requests",
      labels: { model: "example-1" },
      value: acmeRequests(time - minute),
    });
  }
  expect(JSON.stringify(sink.bodies("logs").map((body) => fromProtobuf("logs", body)))).toMatch(/"event-\d+"/);
  expect([...server.keys]).toEqual(["Bearer key-of-the-user"]);
}

describe("the example receiver", () => {
  it("has two loops in under 60 lines, an author's test and a README", async () => {
    const source = await readFile(join(example, "src", "acme-receiver.ts"), "utf8");
    expect(source.trimEnd().split("\n").length).toBeLessThan(60);
    expect(source.match(/= (?:bucketed|windowed|snapshot)\(/g)).toHaveLength(2);
    expect(await readFile(join(example, "test", "acme-receiver.test.ts"), "utf8")).toContain("describeReceiver(");
    expect(await readFile(join(example, "README.md"), "utf8")).toContain("service");
  });

  it("passes its author's test, the conformance kit included, outside of the workspace", async () => {
    const { code, stdout, stderr } = await runVitest(author);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/Tests .*\d+ passed/);
  });

  it("is packed with what it says and nothing of the author's folder", async () => {
    const listed = JSON.parse(await npm(author, "pack", "--dry-run", "--json")) as unknown;
    const [{ files }] = (Array.isArray(listed) ? listed : Object.values(listed as object)) as [
      { files: { path: string }[] },
    ];
    const paths = files.map(({ path }) => path).toSorted((a, b) => (a < b ? -1 : 1));
    expect(paths).toEqual(["README.md", "dist/acme-receiver.d.ts", "dist/acme-receiver.js", "package.json"]);
  });
});

describe("installed from a tarball beside the packed collector", () => {
  it("runs from YAML through service.packages", async () => {
    const { stage, folder } = await userFolder();
    await runExample(stage, folder);
  });

  it("passes the conformance kit there", async () => {
    const { code, stdout, stderr } = await runVitest(user);
    expect(code, stdout + stderr).toBe(0);
  });

  it("runs on the collector's copy of the public packages when a second one lies in its node_modules", async () => {
    const { stage, folder } = await userFolder();
    // A module of the second copy that were loaded would end the process.
    for (const copy of await addSecondCopy(folder)) {
      const { exports } = JSON.parse(await readFile(join(copy, "package.json"), "utf8")) as {
        exports: Record<string, { default?: string }>;
      };
      for (const entry of Object.values(exports)) {
        if (entry.default !== undefined)
          await writeFile(join(copy, entry.default), 'throw new Error("the second copy");');
      }
    }
    await runExample(stage, folder);
  });

  it("passes the conformance kit with a second copy of the public packages", async () => {
    const { folder } = await userFolder();
    await addSecondCopy(folder);
    const { code, stdout, stderr } = await runVitest(folder);
    expect(code, stdout + stderr).toBe(0);
  });
});

describe("a package that cannot be used ends the start with its place in the file", () => {
  const factories = 'export { portkeyReceiverFactory as anything } from "@genai-collector/receiver-portkey";';

  it.each<readonly [name: string, manifest: object, source: string, said: string]>([
    ["the wrong API version", { genaiCollector: { api: 2 } }, "", "was made for api 2; this collector serves api 1"],
    ["no API version", {}, "", 'is no component package: its package.json has no "genaiCollector": {"api": 1}'],
    [
      "a type that is taken",
      { genaiCollector: { api: 1 } },
      factories,
      'exports "anything", which cannot be used: the receiver type "portkey" belongs to this collector',
    ],
    ["nothing exported that is a factory", { genaiCollector: { api: 1 } }, "export const x = 1;", "exports no factory"],
    [
      "a factory that is none",
      { genaiCollector: { api: 1 } },
      'export const bad = { [Symbol.for("genai-collector.factory/1")]: true, kind: "receiver", type: "a-b" };',
      'exports "bad", which cannot be used: its type "a-b" is no component type',
    ],
    ["a module that throws", { genaiCollector: { api: 1 } }, 'throw new Error("boom");', "cannot be imported: boom"],
  ])("%s", async (_name, manifest, source, said) => {
    const { folder } = await userFolder();
    const bad = join(folder, "node_modules", "@bad", "genai-receiver-bad");
    await mkdir(bad, { recursive: true });
    const whole = {
      name: "@bad/genai-receiver-bad",
      version: "1.0.0",
      type: "module",
      exports: "./index.js",
      ...manifest,
    };
    await writeFile(join(bad, "package.json"), JSON.stringify(whole));
    await writeFile(join(bad, "index.js"), source);
    const config = await readFile(join(folder, "config.yaml"), "utf8");
    await writeFile(
      join(folder, "config.yaml"),
      config.replace(`["${acme}"]`, `["${acme}", "@bad/genai-receiver-bad"]`),
    );
    const args = [join(folder, "node_modules", ".bin", "genai-collector"), "--config", "config.yaml"];
    const { code, stderr } = await runToEnd({ args, cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Error: invalid configuration: 1 problem\n\nconfig\.yaml:\d+:\d+: service::packages::1\n/);
    expect(stderr).toContain(`package "@bad/genai-receiver-bad" ${said}`);
  });

  it("a package that is not there", async () => {
    const { folder } = await userFolder();
    const config = await readFile(join(folder, "config.yaml"), "utf8");
    await writeFile(join(folder, "config.yaml"), config.replace(acme, "@acme/genai-receiver-acne"));
    const args = [join(folder, "node_modules", ".bin", "genai-collector"), "validate", "--config", "config.yaml"];
    const { code, stderr } = await runToEnd({ args, cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/config\.yaml:\d+:\d+: service::packages::0\n.*"@acme\/genai-receiver-acne" is not there/);
  });
});
