import type { ComponentStatus } from "@genai-collector/component";
import type { LedgerReading } from "@genai-collector/service";
import { describe, expect, it } from "vitest";
import { counted, ledgerOf, standing, SupervisorStage } from "../../test/fake-workers.ts";

const status = (id: string, state: ComponentStatus["state"], error?: string): ComponentStatus => ({
  id,
  kind: "exporter",
  pipeline: undefined,
  pipelines: ["traces"],
  state,
  error,
  at: 1,
});

describe("start", () => {
  it("starts the others first, and the first when they are ready", async () => {
    const stage = new SupervisorStage(3);
    expect(stage.lives.map(({ index }) => index)).toEqual([2, 1]);
    stage.life(2).becomeReady();
    await stage.world.advance(60_000);
    expect(stage.lives).toHaveLength(2);
    stage.life(1).becomeReady();
    await stage.world.advance(0);
    expect(stage.lives.map(({ index }) => index)).toEqual([2, 1, 0]);
  });

  it("tells each worker first what to read its configuration from, also one that is started later", async () => {
    const stage = await SupervisorStage.running(2);
    stage.life(1).end({ signal: "SIGKILL" });
    await stage.world.advance(1_000);
    stage.life(1).becomeReady();
    const begin = { kind: "begin", files: new Map([["a.yaml", new Uint8Array([1])]]) };
    expect(stage.lives.map(({ heard }) => heard[0])).toEqual([begin, begin, begin]);
  });

  it("says which worker is which process, and once that everything is ready", async () => {
    const stage = await SupervisorStage.running(2);
    expect(stage.lines).toEqual([
      { level: "info", message: "Worker is ready", data: { worker: 1, pid: 1_000 } },
      { level: "info", message: "Worker is ready", data: { worker: 0, pid: 1_001 } },
      { level: "info", message: "Everything is ready. Begin running and processing data.", data: {} },
    ]);
    stage.life(0).end({ code: 1 });
    await stage.world.advance(1_000);
    stage.life(0).becomeReady();
    expect(stage.said("info").slice(3)).toEqual([
      { level: "info", message: "Worker is ready", data: { worker: 0, pid: 1_002 } },
    ]);
  });

  it.each([0, 1])("worker %i cannot start: the others are stopped, and its words are the error", async (index) => {
    const stage = new SupervisorStage(3);
    stage.life(2).becomeReady();
    if (index === 0) stage.life(1).becomeReady();
    await stage.world.advance(0);
    stage.life(index).say({ kind: "here" }, { kind: "failed", message: "the port is taken" });
    stage.life(index).end({ code: 1 });
    await stage.world.advance(0);
    const others = stage.lives.filter((worker) => worker.index !== index);
    expect(others.map((worker) => worker.heardOf("stop").length)).toEqual(others.map(() => 1));
    expect(stage.outcome).toBeUndefined();
    for (const worker of others) worker.end();
    expect(await stage.exit).toEqual(new Error("the port is taken"));
    expect(stage.said("error")).toEqual([]);
    await stage.world.advance(600_000);
    expect(stage.lives).toHaveLength(index === 0 ? 3 : 2);
  });

  it("several that cannot start give one error", async () => {
    const stage = new SupervisorStage(3);
    for (const index of [2, 1]) {
      stage.life(index).say({ kind: "here" }, { kind: "failed", message: `no ${index}` });
      stage.life(index).end({ code: 1 });
    }
    expect(await stage.exit).toEqual(new Error("no 2"));
  });

  it("names the worker that ended without a word", async () => {
    const stage = new SupervisorStage(2);
    stage.life(1).end({ signal: "SIGSEGV" });
    expect(await stage.exit).toEqual(new Error("worker 1 ended by SIGSEGV before everything had started"));
  });

  it("one that is told to stop while it starts was not at fault: another takes its place", async () => {
    const stage = new SupervisorStage(2);
    stage.life(1).end({ signal: "SIGINT" });
    await stage.world.advance(1_000);
    expect(stage.livesOf(1)).toBe(2);
    expect(stage.outcome).toBeUndefined();
  });
});

describe("a worker that ends", () => {
  it("is started again, later each time, and soon again once one has lasted for a minute", async () => {
    const stage = await SupervisorStage.running(2);
    const waits: number[] = [];
    for (const lastsMs of [0, 0, 0, 0, 0, 0, 59_999, 60_000, 0]) {
      stage.life(1).becomeReady();
      await stage.world.advance(lastsMs);
      const lives = stage.livesOf(1);
      stage.life(1).end({ code: 1 });
      const from = stage.world.now;
      while (stage.livesOf(1) === lives) await stage.world.advance(500);
      waits.push(stage.world.now - from);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 1_000, 2_000]);
    expect(stage.livesOf(0)).toBe(1);
  });

  it("is told with how it ended, and why where it said so", async () => {
    const stage = await SupervisorStage.running(2);
    stage.life(1).end({ signal: "SIGKILL" });
    await stage.world.advance(1_000);
    stage.life(1).say({ kind: "here" }, { kind: "failed", message: "the disk is full" });
    stage.life(1).end({ code: 1 });
    const message = "A worker has ended. It is started again after interval.";
    expect(stage.said("error")).toEqual([
      { level: "error", message, data: { worker: 1, code: null, signal: "SIGKILL", interval: "1000ms" } },
      {
        level: "error",
        message,
        data: { worker: 1, code: 1, signal: null, error: "the disk is full", interval: "2000ms" },
      },
    ]);
  });

  it("is told to the first, which then hears how its successor is doing", async () => {
    const stage = await SupervisorStage.running(2);
    stage.life(1).say({ kind: "status", status: status("sink", "ok") });
    stage.life(1).end({ signal: "SIGKILL" });
    await stage.world.advance(1_000);
    stage.life(1).say({ kind: "here" }, { kind: "status", status: status("sink", "starting") });
    expect(stage.life(0).heard.slice(1)).toEqual([
      { kind: "status", worker: 1, status: status("sink", "ok") },
      { kind: "ended", worker: 1 },
      { kind: "status", worker: 1, status: status("sink", "starting") },
    ]);
  });

  it("of the first, the successor hears how all others are doing, and which are missing", async () => {
    const stage = await SupervisorStage.running(3);
    stage.life(1).say({ kind: "status", status: status("sink", "ok") });
    stage.life(1).say({ kind: "status", status: status("sink", "recoverable_error", "down") });
    stage.life(2).say({ kind: "status", status: status("sink", "ok") });
    stage.life(0).end({ code: 1 });
    await stage.world.advance(999);
    stage.life(2).end({ code: 1 });
    await stage.world.advance(1);
    stage.life(0).say({ kind: "here" });
    // Not before it is ready: it could not hear it.
    stage.life(1).say({ kind: "status", status: status("other", "ok") });
    expect(stage.life(0).heardOf("status")).toEqual([]);
    stage.life(0).say({ kind: "ready" });
    expect(stage.life(0).heard.slice(1)).toEqual([
      { kind: "status", worker: 1, status: status("sink", "recoverable_error", "down") },
      { kind: "status", worker: 1, status: status("other", "ok") },
      { kind: "status", worker: 2, status: status("sink", "ok") },
      { kind: "ended", worker: 2 },
    ]);
  });
});

describe("signs of life of another worker", () => {
  const beat = (part: string, withinMs: number | null) => ({ kind: "receiver", id: "otlp", part, withinMs }) as const;

  it("are told to the first, and to its successor those that still hold", async () => {
    const stage = await SupervisorStage.running(2);
    const [kept, over] = [beat("kept", 1_000), beat("over", 1_000)];
    for (const each of [kept, over, beat("over", null)]) stage.life(1).say({ kind: "beat", beat: each });
    expect(stage.life(0).heardOf("beat")).toHaveLength(3);
    stage.life(0).end({ code: 1 });
    await stage.world.advance(1_000);
    stage.life(0).say({ kind: "here" }, { kind: "ready" });
    expect(stage.life(0).heardOf("beat")).toEqual([{ kind: "beat", worker: 1, beat: kept }]);
  });

  it("are of no further worth once it has ended", async () => {
    const stage = await SupervisorStage.running(2);
    stage.life(1).say({ kind: "beat", beat: beat("old", 1_000) });
    stage.life(1).end({ signal: "SIGKILL" });
    await stage.world.advance(1_000);
    stage.life(0).end({ code: 1 });
    await stage.world.advance(1_000);
    stage.life(0).say({ kind: "here" }, { kind: "ready" });
    expect(stage.life(0).heardOf("beat")).toEqual([]);
  });
});

describe("metrics", () => {
  it("of the others are asked for, and given to the first together with the supervisor's own", async () => {
    const stage = await SupervisorStage.running(3, { ownReadings: () => standing(100) });
    stage.life(0).say({ kind: "read others", question: 7 });
    for (const index of [1, 2]) {
      const { question } = stage.life(index).heardOf("read")[0]!;
      expect(stage.life(0).heardOf("others")).toEqual([]);
      stage.life(index).say({ kind: "readings", readings: counted(10 * index), answers: question });
      await stage.world.advance(0);
    }
    expect(stage.life(0).heardOf("others")).toEqual([
      {
        kind: "others",
        answers: 7,
        readings: [counted(10), counted(20), [], standing(100)],
        ledgers: [{ accounts: [], lanes: [], heads: [] }],
      },
    ]);
  });

  it("that a worker does not tell in time are those that it told last", async () => {
    const stage = await SupervisorStage.running(2);
    stage.life(1).say({ kind: "readings", readings: counted(5) });
    stage.life(0).say({ kind: "read others", question: 1 });
    await stage.world.advance(999);
    expect(stage.life(0).heardOf("others")).toEqual([]);
    await stage.world.advance(1);
    expect(stage.life(0).heardOf("others")).toMatchObject([{ answers: 1, readings: [counted(5), [], []] }]);
  });

  it("do not wait for a worker that ends while it is asked, nor for one that is starting", async () => {
    const stage = await SupervisorStage.running(2);
    stage.life(1).say({ kind: "readings", readings: counted(5) });
    stage.life(0).say({ kind: "read others", question: 1 });
    stage.life(1).end({ signal: "SIGKILL" });
    await stage.world.advance(0);
    expect(stage.life(0).heardOf("others")).toMatchObject([{ answers: 1, readings: [counted(5), []] }]);
    await stage.world.advance(1_000);
    expect(stage.livesOf(1)).toBe(2);
    expect(await stage.others()).toEqual(counted(5));
  });

  it("what an ended worker counted stays, over all its lives; how it stood does not", async () => {
    const stage = await SupervisorStage.running(3);
    for (const [index, value] of [
      [1, 10],
      [2, 100],
      [1, 3],
    ] as const) {
      stage.life(index).say({ kind: "readings", readings: [...counted(value), ...standing(value)] });
      stage.life(index).end({ signal: "SIGKILL" });
      await stage.world.advance(30_000);
    }
    expect(await stage.others()).toEqual(counted(113));
    // The first one's, too.
    stage.life(0).say({ kind: "readings", readings: counted(1_000) });
    stage.life(0).end({ signal: "SIGKILL" });
    await stage.world.advance(30_000);
    stage.life(0).becomeReady();
    expect(await stage.others()).toEqual(counted(1_113));
  });
});

describe("stop", () => {
  it("tells every worker to drain, waits for all, and ends with 0", async () => {
    const stage = await SupervisorStage.running(3);
    stage.stop();
    await stage.world.advance(10_000);
    expect(stage.lives.map((worker) => worker.heardOf("stop").length)).toEqual([1, 1, 1]);
    for (const index of [2, 0]) stage.life(index).end();
    await stage.world.advance(10_000);
    expect(stage.outcome).toBeUndefined();
    stage.life(1).end();
    expect(await stage.exit).toBe(0);
    expect(stage.lives.some(({ isKilled }) => isKilled)).toBe(false);
    expect(stage.lines.slice(-2).map(({ message }) => message)).toEqual(["Starting shutdown...", "Shutdown complete."]);
  });

  it("ends with 1 when a worker did not stop cleanly", async () => {
    const stage = await SupervisorStage.running(2);
    stage.stop();
    await stage.world.advance(0);
    stage.life(0).end();
    stage.life(1).end({ code: 1 });
    expect(await stage.exit).toBe(1);
  });

  it("a signal that reached a worker, too, is no unclean end", async () => {
    const stage = await SupervisorStage.running(2);
    stage.stop();
    await stage.world.advance(0);
    stage.life(0).end();
    stage.life(1).end({ signal: "SIGINT" });
    expect(await stage.exit).toBe(0);
  });

  it("ends a worker that hangs five seconds after the shutdown time, and only that one", async () => {
    const stage = await SupervisorStage.running(3, { shutdownTimeoutMs: 10_000 });
    stage.stop();
    await stage.world.advance(0);
    for (const index of [0, 1]) stage.life(index).end();
    await stage.world.advance(14_999);
    expect(stage.life(2).isKilled).toBe(false);
    await stage.world.advance(1);
    expect(stage.lives.map(({ isKilled }) => isKilled)).toEqual([true, false, false]);
    expect(await stage.exit).toBe(1);
    expect(stage.said("error")).toMatchObject([
      { message: "A worker did not stop in time. It is ended.", data: { worker: 2 } },
    ]);
  });

  it("while it starts reaches also workers that do not listen yet, and the first is not started", async () => {
    const stage = new SupervisorStage(3);
    stage.life(2).becomeReady();
    stage.stop();
    await stage.world.advance(0);
    expect(stage.life(1).heard).toEqual([]);
    stage.life(1).say({ kind: "here" });
    expect(stage.life(1).heard).toEqual([{ kind: "stop" }]);
    for (const worker of stage.lives) worker.end();
    expect(await stage.exit).toBe(0);
    expect(stage.lives.map(({ index }) => index)).toEqual([2, 1]);
  });

  it("starts nobody again, and does not wait for who is not there", async () => {
    const stage = await SupervisorStage.running(2);
    stage.life(1).end({ signal: "SIGKILL" });
    stage.stop();
    await stage.world.advance(0);
    stage.life(0).end();
    expect(await stage.exit).toBe(0);
    await stage.world.advance(600_000);
    expect(stage.lives).toHaveLength(2);
  });

  it("kill ends every worker at once", async () => {
    const stage = await SupervisorStage.running(3);
    stage.supervisor.kill();
    expect(stage.lives.every(({ isKilled }) => isKilled)).toBe(true);
  });
});

describe("the ledger", () => {
  it("of an ended worker stays in the sums: what it held in memory is lost with it", async () => {
    const stage = await SupervisorStage.running(2);
    stage.life(1).say({ kind: "readings", readings: [], ledger: ledgerOf(10, 3) });
    stage.life(1).end({ signal: "SIGKILL" });
    await stage.world.advance(1_000);
    stage.life(1).becomeReady();
    stage.life(1).say({ kind: "readings", readings: [], ledger: ledgerOf(5) });
    stage.life(0).say({ kind: "read others", question: 1 });
    await stage.world.advance(1_000);
    const { ledgers } = stage.life(0).heardOf("others").at(-1)!;
    expect(ledgers.map(({ accounts }) => accounts.map(({ terms, difference }) => [difference, texts(terms)]))).toEqual([
      [[0, ["in 5", "sent 5"]]],
      [[0, ["in 13", "sent 10", "lost_with_process 3"]]],
    ]);
  });

  it("is summed up in the last line", async () => {
    const stage = await SupervisorStage.running(2);
    for (const index of [0, 1]) stage.life(index).say({ kind: "readings", readings: [], ledger: ledgerOf(10 + index) });
    stage.stop();
    for (const index of [0, 1]) stage.life(index).end({ code: 0 });
    await stage.world.until(stage.exit);
    expect(stage.said("info").at(-1)).toMatchObject({ message: "Shutdown complete.", data: { items: { sent: 21 } } });
  });
});

const texts = (terms: LedgerReading["accounts"][number]["terms"]): readonly string[] =>
  terms.map(({ fate, items }) => `${fate} ${items}`);
