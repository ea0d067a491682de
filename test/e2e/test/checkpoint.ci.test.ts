import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { frontierOf } from "../src/checkpoint-file.ts";
import { settingsOf, startCollector } from "../src/collector.ts";
import { eventually } from "../src/eventually.ts";
import { openGateway } from "../src/gateway.ts";
import { OtlpSink } from "../src/otlp-sink.ts";
import { reconcile } from "../src/reconcile.ts";
import { smallDisks } from "../src/small-disk.ts";
import { Stage } from "../src/stage.ts";
import { testdata } from "../src/workspace.ts";

async function scene() {
  const stage = await Stage.open();
  const gateway = await openGateway(stage);
  const sink = await OtlpSink.open(stage);
  const env = await settingsOf(stage, { gateway: gateway.endpoint, sink: sink.endpoint });
  await mkdir(stage.path("state"));
  const launch = (over: NodeJS.ProcessEnv = {}) =>
    startCollector(stage, [testdata("polling.yaml")], { ...env, ...over });
  return { stage, gateway, sink, launch, checkpoint: stage.path("state", "checkpoint.json"), env };
}

/** The machine's last start, as Linux calls it. */
const bootId = (): string => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

describe("a checkpoint file that cannot be used", () => {
  const lane = `{"receiver":"portkey","loop":"analytics","pass":"","pipeline":"metrics"`;

  it.each<readonly [name: string, text: string, why: string]>([
    ["is torn", '{ "version": 1, "lanes": [', "it is no JSON"],
    ["is empty", "", "it is no JSON"],
    ["holds something else", '["a"]', "it holds no list under lanes"],
    ["is of a newer major version", '{ "version": 2, "lanes": [] }', "its version is 2, this program knows 1"],
    [
      "has a lane without a time",
      `{ "version": 1, "lanes": [${lane},"frontier":{},"epoch":0,"skipped":{}}] }`,
      "no time",
    ],
  ])("and %s stops the start, says what to do, and stays as it is", async (_name, text, why) => {
    const { launch, checkpoint, sink, gateway } = await scene();
    await writeFile(checkpoint, text);
    const { child } = launch();
    expect(await child.endedWithin()).toEqual({ code: 1, signal: null });
    const error = child.stderr.trimEnd().split("\n").at(-1);
    expect(error).toMatch(/^Error: .*polling\.yaml:\d+:\d+: extensions::file_checkpoint: /);
    expect(error).toContain(`the checkpoint file ${checkpoint} cannot be used: `);
    expect(error).toContain(why);
    expect(error).toContain("mend it, or move it away to start over");
    expect(await readFile(checkpoint, "utf8")).toBe(text);
    expect([sink.taken.length, gateway.simulator.requests]).toEqual([0, 0]);
    // Nothing is left behind that would keep a mended one from being used.
    await writeFile(checkpoint, '{ "version": 1, "lanes": [] }');
    await launch().ready();
  });

  it("because it is a folder stops the start", async () => {
    const { launch, checkpoint } = await scene();
    await mkdir(checkpoint);
    const { child } = launch();
    expect(await child.endedWithin()).toEqual({ code: 1, signal: null });
    expect(child.stderr).toMatch(/Error: .*extensions::file_checkpoint: .*cannot read .*checkpoint\.json: EISDIR\n/);
  });
});

describe("the lock", () => {
  it("turns a second collector away, and the first goes on", async () => {
    const { stage, launch, checkpoint, env, sink } = await scene();
    const first = launch();
    await first.ready();
    await eventually("a delivery", () => sink.taken.length > 0);
    const { E2E_METRICS_PORT, E2E_HEALTH } = await settingsOf(await Stage.open(), {});
    const second = launch({ E2E_METRICS_PORT, E2E_HEALTH, E2E_LEDGER: stage.path("second.json") });
    expect(await second.child.endedWithin()).toEqual({ code: 1, signal: null });
    expect(second.child.stderr).toContain(
      `another collector uses the checkpoint file ${env["E2E_STATE"]}/checkpoint.json`,
    );
    const holder = JSON.parse(await readFile(`${checkpoint}.lock`, "utf8")) as { pid: number; boot: string };
    expect(holder.pid).toBe(first.child.pid);
    expect(holder.boot).toBe(bootId());
    const before = frontierOf(checkpoint)!;
    await eventually("the first to go on", () => frontierOf(checkpoint)! > before);
    expect(await first.child.end("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(await readdir(env["E2E_STATE"]!)).toEqual(["checkpoint.json"]);
  });

  it("of a process that was killed is taken over", async () => {
    const { launch, checkpoint } = await scene();
    const first = launch();
    await first.ready();
    await first.child.end("SIGKILL");
    expect(await readFile(`${checkpoint}.lock`, "utf8")).toContain(`"pid":${first.child.pid}`);
    const second = launch();
    await second.ready();
    expect(await readFile(`${checkpoint}.lock`, "utf8")).toContain(`"pid":${second.child.pid}`);
  });

  it.each<readonly [name: string, lock: () => object | string]>([
    ["from before the machine's last start", () => ({ pid: process.pid, boot: "another", started: "1" })],
    ["whose number was given to another process", () => ({ pid: process.pid, boot: bootId(), started: "1" })],
    ["that a crash tore", () => '{"pid":'],
  ])("%s is taken over", async (_name, lock) => {
    const { launch, checkpoint } = await scene();
    const text = lock();
    await writeFile(`${checkpoint}.lock`, typeof text === "string" ? text : JSON.stringify(text));
    await launch().ready();
  });
});

describe("a disk that is full", () => {
  it.each(Object.entries(smallDisks))(
    "(%s) holds the loop where it is, repeats no data, and lets it go on once there is room",
    async (_name, open) => {
      const { stage, launch, gateway, sink } = await scene();
      const disk = await open(stage);
      const checkpoint = `${disk.folder}/checkpoint.json`;
      // While the sink takes nothing, the checkpoint says where the first poll began.
      sink.answer = () => ({ status: 503 });
      const { child, ready } = launch({ E2E_STATE: disk.folder });
      await ready();
      const start = await eventually("a checkpoint", () => frontierOf(checkpoint));
      await disk.fill(child);
      sink.answer = () => ({});
      await eventually("a delivery", () => sink.taken.length === 1);
      await child.saysOnStderr("CHECKPOINT_NOT_SAVED");
      expect(child.stderr).toContain(`cannot write the checkpoint file ${checkpoint}`);
      // A catch-up poll would come after two seconds.
      await sleep(3_000);
      expect([sink.taken.length, frontierOf(checkpoint), child.hasEnded]).toEqual([1, start, false]);

      await disk.free(child);
      await eventually("the loop to go on", () => sink.taken.length >= 4, 60_000);
      expect(await child.end("SIGTERM"), child.stderr).toEqual({ code: 0, signal: null });
      const truth = gateway.simulator.truth({ from: start, to: frontierOf(checkpoint)! });
      const result = reconcile(truth, sink.bodies("metrics"), "portkey_api");
      expect(result).toMatchObject({ missing: [], wrong: [], unexpected: [], changed: [], resent: 0 });
      expect(truth.length).toBeGreaterThan(7 * 20);
    },
  );

  it("or a draft that cannot be written, is no different", async () => {
    const { launch, sink, checkpoint } = await scene();
    sink.answer = () => ({ status: 503 });
    const { child, ready } = launch();
    await ready();
    const start = await eventually("a checkpoint", () => frontierOf(checkpoint));
    await mkdir(`${checkpoint}.tmp`);
    sink.answer = () => ({});
    await child.saysOnStderr("CHECKPOINT_NOT_SAVED");
    expect(frontierOf(checkpoint)).toBe(start);
    await rmdir(`${checkpoint}.tmp`);
    await eventually("the loop to go on", () => frontierOf(checkpoint)! > start);
  });
});
