import { EventEmitter, once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineExtension, type Component, type Settings } from "@genai-collector/component";
import { map, secret, text } from "@genai-collector/config/schema";
import type { AnyFactory } from "@genai-collector/confmap";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtinFactories } from "./components.ts";
import { buildContainer, FACTORIES } from "./container.ts";
import { main } from "./main.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "main-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** An extension that lets a test take part in the collector's life. */
interface Script {
  start?: (settings: Settings) => Promise<void>;
  shutdown?: () => Promise<void>;
}

function scripted({ start, shutdown }: Script): AnyFactory {
  const factory = defineExtension({
    type: "scripted",
    stability: { extension: "development" },
    config: map({
      name: text({ default: "plain", doc: "A name." }),
      key: secret({ doc: "A credential." }),
    }),
    create: (settings): Component => ({
      start: async () => start?.(settings),
      shutdown: async () => shutdown?.(),
    }),
  });
  return factory;
}

const good = `
receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:0
exporters:
  debug: {}
extensions:
  scripted:
    key: \${env:KEY}
service:
  extensions: [scripted]
  telemetry:
    logs:
      encoding: json
      output_paths: ["\${env:LOG}"]
    metrics:
      level: none
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [debug]
`;

/** A command carried out in its own folder, with a process of its own to be signalled. */
async function carryOut(args: readonly string[], script: Script = {}, config = good) {
  await writeFile(join(folder, "config.yaml"), config);
  const signals = new EventEmitter();
  const root = buildContainer({ env: { KEY: "SECRET", LOG: join(folder, "log") }, folder, signals });
  root.register(FACTORIES, { useValue: [...builtinFactories, scripted(script)] });
  let [out, err] = ["", ""];
  const ended = main(args, root, { out: (said) => (out += said), err: (said) => (err += said) });
  return { signals, result: ended.then((code) => ({ code, out, err })) };
}

const config = (): string => join(folder, "config.yaml");
const result = async (...given: Parameters<typeof carryOut>) => (await carryOut(...given)).result;
const logged = async (): Promise<string> => readFile(join(folder, "log"), "utf8");

describe("commands that only tell", () => {
  it.each([["--help"], ["help"], ["-h"]])("%s prints how it is used", async (flag) => {
    const { code, out, err } = await result([flag]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("genai-collector validate --config FILE");
  });

  it("--version prints name and version", async () => {
    expect(await result(["--version"])).toEqual({
      code: 0,
      out: expect.stringMatching(/^genai-collector version \d+\.\d+\.\d+\n$/) as string,
      err: "",
    });
  });

  it("components lists what is there, as YAML", async () => {
    const { code, out, err } = await result(["components"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("extensions:\n");
    expect(out).toContain("  - name: scripted\n    stability:\n      extension: development\n");
  });

  it("components tells of a folder without packages", async () => {
    const { code, err } = await result(["components", "--components", "nowhere"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: .*nowhere/);
  });

  it.each([
    [["--confg", "x"], "Error: unknown flag '--confg'\n"],
    [[], "Error: at least one config flag must be provided, for example --config configs/quickstart.yaml\n"],
  ])("%j is an error, told on stderr", async (args, err) => {
    expect(await result(args)).toEqual({ code: 1, out: "", err });
  });
});

describe("validate", () => {
  it("is silent for a good file, and starts nothing", async () => {
    const started: string[] = [];
    const script = { start: async () => void started.push("started") };
    const guarded = good.replace("exporters: [debug]", "exporters: [debug]\n      processors: [guard]");
    const outcome = await result(["validate", "--config", config()], script, `processors: { guard: {} }${guarded}`);
    expect(outcome).toEqual({ code: 0, out: "", err: "" });
    expect(started).toEqual([]);
    await expect(logged()).rejects.toThrow("ENOENT");
  });

  it("tells warnings and is content", async () => {
    const { code, out, err } = await result(["validate", "--config", config()]);
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(/^Warning: .*guard/);
  });

  it("tells every problem at its place, and ends with 1", async () => {
    const bad = good.replace("debug: {}", "debug: { verbosty: basic }").replace("protocols:", "protocls:");
    const { code, out, err } = await result(["validate", "--config", config()], {}, bad);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("Error: invalid configuration: 2 problems");
    expect(err).toContain("config.yaml:4:5: receivers::otlp::protocls");
    expect(err).toContain("exporters::debug::verbosty");
    expect(err).not.toContain("SECRET");
  });

  it("tells what breaks a rule of the graph", async () => {
    const bad = good.replace("exporters: [debug]", "exporters: [debug]\n      processors: [settle, settle]");
    const { code, err } = await result(["validate", "--config", config()], {}, bad);
    expect(code).toBe(1);
    expect(err).toMatch(/config\.yaml:\d+:\d+: service::pipelines::traces/);
  });

  it("35. tells a connector that leads nowhere", async () => {
    const bad = good.replace("exporters: [debug]", "exporters: [debug, forward]") + "connectors:\n  forward: {}\n";
    const { code, err } = await result(["validate", "--config", config()], {}, bad);
    expect(code).toBe(1);
    expect(err).toContain('connector "forward" used as exporter in [traces] pipeline but not used in any');
  });

  it("21. tells what refers to a section that a later file has emptied", async () => {
    const later = join(folder, "later.yaml");
    await writeFile(later, "extensions:\n");
    const { code, err } = await result(["validate", "--config", config(), "--config", later]);
    expect(code).toBe(1);
    expect(err).toContain('references extension "scripted" which is not configured');
  });
});

describe("print-config", () => {
  it("shows defaults, and secrets as [REDACTED]", async () => {
    const { code, out, err } = await result(["print-config", "--config", config()]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("name: plain");
    expect(out).toContain("'[REDACTED]'");
    expect(out).not.toContain("SECRET");
  });

  it("shows secrets when it is told to, as JSON too", async () => {
    const { out } = await result(["print-config", "--config", config(), "--mode", "unredacted", "--format", "json"]);
    expect(JSON.parse(out)).toMatchObject({ extensions: { scripted: { key: "SECRET" } } });
  });
});

describe("running", () => {
  const ready = (started: EventEmitter): Script => ({
    start: async () => queueMicrotask(() => started.emit("start")),
  });

  it.each([
    ["SIGTERM", "terminated"],
    ["SIGINT", "interrupt"],
  ])("ends with 0 after %s, and listens to signals no more", async (name, told) => {
    const started = new EventEmitter();
    const { signals, result: outcome } = await carryOut(["--config", config()], ready(started));
    await once(started, "start");
    await until(async () => (await logged()).includes("Everything is ready"));
    signals.emit(name, name);
    expect(signals.listenerCount(name)).toBe(0); // the second one is the system's
    expect(await outcome).toEqual({ code: 0, out: "", err: "" });
    const lines = (await logged())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(expect.objectContaining({ msg: "Received signal from OS", signal: told }));
    expect(JSON.stringify(lines)).not.toContain("SECRET");
  });

  it("stops what has started when the signal comes while it starts", async () => {
    const started = new EventEmitter();
    const steps: string[] = [];
    const script = {
      start: async () => {
        steps.push("start");
        started.emit("start");
        await new Promise((resolve) => setTimeout(resolve, 20));
      },
      shutdown: async () => void steps.push("shutdown"),
    };
    const arrived = once(started, "start");
    const { signals, result: outcome } = await carryOut(["--config", config()], script);
    await arrived;
    signals.emit("SIGTERM", "SIGTERM");
    expect(await outcome).toMatchObject({ code: 0, err: "" });
    expect(steps).toEqual(["start", "shutdown"]);
  });

  it("ends with 1 and the place in the file when a component does not start, and waits for no signal then", async () => {
    const script = { start: () => Promise.reject(new Error("the port is taken")) };
    const { signals, result: outcome } = await carryOut(["--config", config()], script);
    const { code, err } = await outcome;
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: .*config\.yaml:\d+:\d+: extensions::scripted: .*the port is taken\n$/);
    expect(signals.eventNames()).toEqual([]);
  });

  it("ends with 1 after a fatal error of a component, in order", async () => {
    const steps: string[] = [];
    const script: Script = {
      start: async ({ reportStatus }) => {
        setTimeout(() => reportStatus({ state: "fatal_error", error: new Error("the listener died") }), 20);
      },
      shutdown: async () => void steps.push("shutdown"),
    };
    expect(await result(["--config", config()], script)).toMatchObject({ code: 1 });
    expect(steps).toEqual(["shutdown"]);
    expect(await logged()).toContain("the listener died");
  });

  it("ends with 1 when the shutdown fails, and says why", async () => {
    const started = new EventEmitter();
    const script = { ...ready(started), shutdown: () => Promise.reject(new Error("could not flush")) };
    const { signals, result: outcome } = await carryOut(["--config", config()], script);
    await once(started, "start");
    signals.emit("SIGTERM", "SIGTERM");
    expect(await outcome).toMatchObject({ code: 1 });
    expect(await logged()).toContain("could not flush");
  });

  it("ends with 1 when the log cannot be opened", async () => {
    const { code, err } = await result([
      "--config",
      config(),
      "--set",
      `service::telemetry::logs::output_paths=[${folder}]`,
    ]);
    expect(code).toBe(1);
    expect(err).toBe(`Error: service::telemetry::logs::output_paths: cannot open ${folder}: EISDIR\n`);
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (await isSo().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not come");
}
