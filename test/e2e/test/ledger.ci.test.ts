import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { runCli, settingsOf, startCollector } from "../src/collector.ts";
import { eventually } from "../src/eventually.ts";
import { LedgerScene } from "../src/ledger-scene.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { printedLedger } from "../src/printed-ledger.ts";
import { push } from "../src/push.ts";
import { Stage } from "../src/stage.ts";
import { testdata } from "../src/workspace.ts";

const kills = 4;

it(`tells, across ${kills} SIGKILLs in the middle of deliveries, what the sink has and what is lost`, async () => {
  const scene = await LedgerScene.open(await Stage.open());
  for (let life = 1; life <= kills; life++) {
    scene.recovers();
    const before = { ...scene.answered };
    const { child } = await scene.launch();
    scene.pollsLeft = life + 1;
    await scene.push(20);
    // What the batch does not hold has come: now the sink stops to answer.
    await eventually("spans at the sink", () => scene.answered.traces >= before.traces + 100);
    scene.answersSpans = false;
    await scene.push(10);
    await scene.isStuck();

    const { code, stdout, stderr } = await scene.ledger("--endpoint", scene.endpoint);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/\nEvery item is accounted for\.\n$/);
    const printed = printedLedger(stdout);
    const ofLife = (signal: "metrics" | "traces"): number => scene.answered[signal] - before[signal];
    expect(printed.get("metrics"), stdout).toMatchObject({ sent: ofLife("metrics") });
    expect(printed.get("traces"), stdout).toMatchObject({ sent: ofLife("traces"), in: 30 * 7 });
    if (life > 1) {
      const polled = printed.get(`over ${life} processes: exporter otlp_http/polled, metrics`);
      const pushed = printed.get(`over ${life} processes: exporter otlp_http/pushed, traces`);
      expect(polled, stdout).toMatchObject({ sent: scene.answered.metrics });
      expect(pushed, stdout).toMatchObject({ sent: scene.answered.traces });
    }
    expect(await child.end("SIGKILL")).toMatchObject({ signal: "SIGKILL" });
  }

  scene.recovers();
  const { child } = await scene.launch();
  await eventually("what was on disk", async () => {
    const { stdout } = await scene.ledger("--endpoint", scene.endpoint);
    return !/\d/.test(/held on disk.*/.exec(stdout)?.[0] ?? "");
  });
  const { code, stdout } = await scene.ledger("--endpoint", scene.endpoint);
  expect(code, stdout).toBe(0);
  const printed = printedLedger(stdout);
  const lives = kills + 1;
  // Of what clients were told is taken, exactly what the ledger calls lost is not at the sink.
  const batch = printed.get(`over ${lives} processes: processor batch, traces`)!;
  expect(batch, stdout).toMatchObject({ in: scene.promised });
  expect(scene.promised - scene.spans.size, stdout).toBe(batch["lost with a process"]);
  expect(batch["lost with a process"]).toBeGreaterThan(0);
  // A queue on disk loses nothing; what was polled and on its way is asked for again.
  expect(printed.get(`over ${lives} processes: exporter otlp_http/pushed, traces`), stdout).not.toHaveProperty(
    "lost with a process (not_on_disk)",
  );
  expect(printed.get(`over ${lives} processes: exporter otlp_http/polled, metrics`), stdout).toHaveProperty(
    "lost with a process",
  );
  expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
});

describe("the ledger that cannot be asked for", () => {
  it("says what to do where nothing listens, or no zpages do", async () => {
    const stage = await Stage.open();
    const scene = await LedgerScene.open(stage);
    const nobody = await scene.ledger("--endpoint", scene.endpoint);
    expect(nobody).toMatchObject({ code: 1, stdout: "" });
    expect(nobody.stderr).toContain(`nothing answers at ${scene.endpoint}`);
    expect(nobody.stderr).toMatch(/zpages/);
    expect(nobody.stderr).toMatch(/--endpoint/);

    const env = await settingsOf(stage, {});
    const { ready } = startCollector(stage, [testdata("pushed.yaml")], env);
    await ready();
    const others = await scene.ledger("--endpoint", env["E2E_HEALTH"]!);
    expect(others).toMatchObject({ code: 1, stdout: "" });
    expect(others.stderr).toMatch(/these are not a collector's zpages/);
    expect(others.stderr).toMatch(/zpages::endpoint/);
  });

  it("is explained by --help", async () => {
    const stage = await Stage.open();
    const { code, stdout } = await runCli(["ledger", "--help"], { cwd: stage.folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +genai-collector ledger \[--endpoint URL\] +print what became of every item/m);
  });
});

it("fails a test whose collector loses an item, whatever the test is about", async () => {
  const stage = await Stage.openUntilClosed();
  const sink = await OtlpSink.open(stage);
  const env = await settingsOf(stage, { sink: sink.endpoint });
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: env["E2E_OTLP"] } } } },
    processors: { thief: {} },
    exporters: { otlp_http: { endpoint: sink.endpoint } },
    service: {
      telemetry: { metrics: { level: "none" } },
      pipelines: { logs: { receivers: ["otlp"], processors: ["thief"], exporters: ["otlp_http"] } },
    },
  };
  await writeFile(stage.path("config.json"), JSON.stringify(config));
  const { child, ready } = startCollector(stage, [stage.path("config.json")], env, ["--components", testdata("thief")]);
  await ready();
  for (let requests = 0; requests < 3; requests++) expect((await push(env["E2E_OTLP"]!, "logs")).status).toBe(200);
  expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
  await expect(stage.close()).rejects.toThrow(
    /items are not accounted for:\nit says so itself: .*LEDGER_IMBALANCE.*thief[^]*the items of its last line differ by 1/,
  );
});

it("fails a test whose collector has forgotten its earlier life", async () => {
  const stage = await Stage.openUntilClosed();
  const sink = await OtlpSink.open(stage);
  const env = await settingsOf(stage, { sink: sink.endpoint });
  for (const signal of ["logs", "traces"] as const) {
    const { child, ready } = startCollector(stage, [testdata("pushed.yaml")], env);
    await ready();
    expect((await push(env["E2E_OTLP"]!, signal)).status).toBe(200);
    expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
    // As a collector would that begins its account anew.
    if (signal === "logs") await writeFile(env["E2E_LEDGER"]!, "");
  }
  await expect(stage.close()).rejects.toThrow(/items are not accounted for:\n.*a life that was over has changed/);
});
