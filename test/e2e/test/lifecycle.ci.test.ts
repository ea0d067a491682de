import { describe, expect, it } from "vitest";
import { frontierOf } from "../src/checkpoint-file.ts";
import { settingsOf, startCollector } from "../src/collector.ts";
import { eventually } from "../src/eventually.ts";
import { openGateway } from "../src/gateway.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { push } from "../src/push.ts";
import { Stage } from "../src/stage.ts";
import { testdata } from "../src/workspace.ts";

const signals = ["SIGTERM", "SIGINT"] as const;
const minute = 60_000;

async function pushed(env: NodeJS.ProcessEnv = {}) {
  const stage = await Stage.open();
  const sink = await OtlpSink.open(stage);
  const settings = { ...(await settingsOf(stage, { sink: sink.endpoint })), ...env };
  const collector = startCollector(stage, [testdata("pushed.yaml")], settings);
  await collector.ready();
  return { stage, sink, collector, listener: settings["E2E_OTLP"]! };
}

describe.each(signals)("%s", (signal) => {
  it("lets what is in flight end, and ends with 0", async () => {
    const { sink, collector, listener } = await pushed();
    sink.answer = () => ({ delayMs: 800 });
    const answer = push(listener, "traces");
    await eventually("the sink to be asked", () => sink.taken.length === 1);
    const begun = performance.now();
    expect(await collector.child.end(signal)).toEqual({ code: 0, signal: null });
    expect((await answer).status).toBe(200);
    // The client would keep its connection; nobody waits for that.
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(collector.child.stderr).toContain("Received signal from OS");
    expect(collector.child.stderr.trimEnd()).toMatch(/Shutdown complete\.\t\{.*"imbalances":0\}\}$/);
  });

  it("gives back what does not end by the deadline, and ends in time", async () => {
    const { sink, collector, listener } = await pushed({ E2E_SHUTDOWN: "2s" });
    sink.answer = () => ({ delayMs: 20_000 });
    const answer = push(listener, "traces").then(
      ({ status }) => status,
      () => "cut",
    );
    await eventually("the sink to be asked", () => sink.taken.length === 1);
    const begun = performance.now();
    const ended = await collector.child.end(signal);
    expect(performance.now() - begun).toBeLessThan(3_500);
    expect(ended, collector.child.stderr).toEqual({ code: 0, signal: null });
    expect(["cut", 503]).toContain(await answer);
  });

  it("a second time ends the process at once", async () => {
    const { sink, collector, listener } = await pushed();
    sink.answer = () => ({ delayMs: 20_000 });
    void push(listener, "traces").catch(() => undefined);
    await eventually("the sink to be asked", () => sink.taken.length === 1);
    collector.child.kill(signal);
    await collector.child.saysOnStderr("Starting shutdown...");
    const begun = performance.now();
    expect(await collector.child.end(signal)).toEqual({ code: null, signal });
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it("saves the frontier of a poll whose delivery was in flight", async () => {
    const stage = await Stage.open();
    const gateway = await openGateway(stage);
    const sink = await OtlpSink.open(stage);
    sink.answer = () => ({ delayMs: 800 });
    const env = await settingsOf(stage, { gateway: gateway.endpoint, sink: sink.endpoint });
    const { child } = startCollector(stage, [testdata("polling.yaml")], env);
    await eventually("the sink to be asked", () => sink.taken.length === 1);
    const before = frontierOf(stage.path("state", "checkpoint.json"))!;
    expect(await child.end(signal), child.stderr).toEqual({ code: 0, signal: null });
    expect(sink.taken).toHaveLength(1);
    expect(frontierOf(stage.path("state", "checkpoint.json"))).toBeGreaterThanOrEqual(before + 8 * minute);
  });

  it("while it starts stops what has started", async () => {
    const stage = await Stage.open();
    const env = await settingsOf(stage, {});
    const { child } = startCollector(stage, [testdata("pushed.yaml")], env);
    await child.saysOnStderr("Starting genai-collector...");
    const { code, signal: by } = await child.end(signal);
    // Told before it listened to signals, the system ends it; afterwards it ends itself.
    expect(by === signal || code === 0, `${code} ${by}`).toBe(true);
  });
});

describe("SIGUSR1", () => {
  it("opens no debugger, which would see everything", async () => {
    const { collector, listener } = await pushed();
    collector.child.kill("SIGUSR1");
    // Had it opened one, it would have said so by the time that it answers.
    expect((await push(listener, "traces")).status).toBe(200);
    expect(await collector.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(collector.child.stderr).not.toMatch(/debugger/i);
  });
});
