import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { runToEnd } from "../src/child.ts";
import { runCli, settingsOf, startCollector } from "../src/collector.ts";
import { listen } from "../src/local-server.ts";
import { Stage } from "../src/stage.ts";
import { collectorProgram, testdata } from "../src/workspace.ts";

const secret = "s3cret-that-must-not-show";

async function cli(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const stage = await Stage.open();
  for (const [name, text] of Object.entries(files)) await writeFile(stage.path(name), text);
  const env = { ...(await settingsOf(stage, {})), E2E_API_KEY: secret };
  return { stage, ...(await runCli(args, { cwd: stage.folder, env })) };
}

describe("exit code 0", () => {
  it.each([["--help"], ["-h"], ["help"]])("%s prints how it is used", async (flag) => {
    const { code, stdout, stderr } = await cli([flag]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const word of ["--config", "--set", "validate", "print-config", "components"]) expect(stdout).toContain(word);
  });

  it.each([["--version"], ["-v"]])("%s prints the version", async (flag) => {
    const { code, stdout, stderr } = await cli([flag]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^genai-collector version \d+\.\d+\.\d+\n$/);
  });

  it("components lists what is built in, sorted, the same each time", async () => {
    const [first, second] = await Promise.all([cli(["components"]), cli(["components"])]);
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: "" });
    expect(first.stdout).toBe(second.stdout);
    for (const type of ["otlp", "portkey", "settle", "guard", "otlp_http", "file_checkpoint", "health_check"]) {
      expect(first.stdout).toContain(`  - name: ${type}\n`);
    }
    const receivers = [...first.stdout.split("processors:")[0]!.matchAll(/- name: (\S+)/g)].map(([, name]) => name);
    expect(receivers).toEqual(receivers.toSorted((a, b) => (a! < b! ? -1 : 1)));
  });

  it("validate is silent for a good file and opens no port", async () => {
    const taken = createServer();
    const port = await listen(taken);
    const env = { E2E_METRICS_PORT: String(port), E2E_OTLP: `127.0.0.1:${port}` };
    const stage = await Stage.open();
    stage.defer(async () => taken.close());
    const settings = { ...(await settingsOf(stage, {})), ...env };
    const result = await runCli(["validate", "--config", testdata("pushed.yaml")], {
      cwd: stage.folder,
      env: settings,
    });
    expect(result).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("print-config shows defaults and no secret", async () => {
    const { code, stdout, stderr } = await cli(["print-config", "--config", testdata("polling.yaml")]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("api_key: '[REDACTED]'");
    expect(stdout).toContain("cardinality_budget: 10000");
    expect(stdout).not.toContain(secret);
  });

  it("print-config --mode unredacted shows secrets, in JSON too", async () => {
    const args = ["print-config", "--config", testdata("polling.yaml"), "--mode", "unredacted", "--format", "json"];
    const { code, stdout } = await cli(args);
    expect(code).toBe(0);
    const printed = JSON.parse(stdout) as { receivers: { portkey: { api_key: string } } };
    expect(printed.receivers.portkey.api_key).toBe(secret);
  });

  it("--set is laid over the files", async () => {
    const set = ["--set", "processors::settle::after=42s", "--set", "service.telemetry.logs.level=debug"];
    const { stdout } = await cli(["print-config", "--config", testdata("polling.yaml"), ...set]);
    expect(stdout).toContain("after: 42s");
    expect(stdout).toContain("level: debug");
  });
});

describe("exit code 1, told on stderr as one Error", () => {
  const bad =
    "receivers:\n  otlp:\n    protocls:\n      http:\nexporters:\n  debug: {}\nservice:\n  pipelines:\n    traces:\n      receivers: [otlp]\n      exporters: [debug]\n";

  it.each<readonly [name: string, args: readonly string[], said: string | RegExp]>([
    ["nothing to run", [], "at least one config flag must be provided"],
    ["an unknown flag", ["--cofnig", "x.yaml"], "unknown flag '--cofnig'"],
    ["an unknown command", ["validat", "--config", "bad.yaml"], 'unknown command "validat"; did you mean "validate"?'],
    ["a file that is not there", ["--config", "missing.yaml"], /missing\.yaml\n.*not there/],
    ["a file that is not there, validated", ["validate", "--config", "missing.yaml"], /missing\.yaml\n.*not there/],
    ["a misspelt key", ["validate", "--config", "bad.yaml"], /bad\.yaml:3:5: receivers::otlp::protocls\n/],
    ["a misspelt key, to run", ["--config", "bad.yaml"], "did you mean `protocols`?"],
    ["a misspelt key, to print", ["print-config", "--config", "bad.yaml"], "did you mean `protocols`?"],
    ["--set without a value", ["validate", "--config", "bad.yaml", "--set", "a::b"], "is missing the equal sign"],
    [
      "a mode that is none",
      ["print-config", "--config", "bad.yaml", "--mode", "raw"],
      "--mode must be redacted or unredacted",
    ],
    [
      "a key that is there twice",
      ["validate", "--config", "twice.yaml"],
      /twice\.yaml:3:1: .*\n.*the first is at twice\.yaml:1:1/,
    ],
    ["a text", ["--config", "text.yaml"], "text.yaml"],
    ["an empty file", ["--config", "empty.yaml"], "empty configuration file"],
  ])("%s", async (_name, args, said) => {
    const { code, stdout, stderr } = await cli(args, {
      "bad.yaml": bad,
      "text.yaml": "just text\n",
      "empty.yaml": "",
      "twice.yaml": "receivers:\n  otlp: {}\nreceivers: {}\n",
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^Error: /);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/\n\s+at /); // no stack for people
  });
});

it("an older Node is told what is needed", async () => {
  const stage = await Stage.open();
  const older = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.1.0"}})';
  const result = await runToEnd({ args: ["--import", older, collectorProgram, "--version"], cwd: stage.folder });
  expect(result).toEqual({ code: 1, stdout: "", stderr: "Error: Node 24 or newer is needed, this is 20.1.0\n" });
});

describe("a port that is taken ends the start with 1 and names the place in the file", () => {
  it.each<readonly [name: string, variable: string, path: string]>([
    ["a receiver's", "E2E_OTLP", 'receivers::otlp: cannot start pipelines: failed to start "otlp" receiver'],
    [
      "that of the collector's own metrics",
      "E2E_METRICS_PORT",
      "service::telemetry::metrics::readers: cannot serve own metrics",
    ],
    [
      "an extension's",
      "E2E_HEALTH",
      'extensions::health_check: failed to start extensions: failed to start extension "health_check"',
    ],
  ])("%s", async (_name, variable, path) => {
    const stage = await Stage.open();
    const server = createServer();
    const port = await listen(server);
    stage.defer(async () => server.close());
    const address = variable === "E2E_METRICS_PORT" ? String(port) : `127.0.0.1:${port}`;
    const env = { ...(await settingsOf(stage, {})), [variable]: address };
    const { child } = startCollector(stage, [testdata("pushed.yaml")], env);
    expect(await child.endedWithin()).toEqual({ code: 1, signal: null });
    const error = child.stderr.trimEnd().split("\n").at(-1);
    expect(error).toMatch(/^Error: .*pushed\.yaml:\d+:\d+: /);
    expect(error).toContain(path);
    expect(error).toContain(`127.0.0.1:${port}: the address is already in use`);
  });
});
