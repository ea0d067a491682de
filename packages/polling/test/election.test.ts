import type { Recorded } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { ElectedScene } from "./elected.ts";
import { minute } from "./scene.ts";

const start = Date.UTC(2026, 0, 1);
const second = 1_000;
const leadsAfterMs = 18 * second;

const gauge = (recorded: Recorded, name: string): number | undefined => recorded.values.get(`acme.${name}`)?.at(-1);
const told = (recorded: Recorded): readonly unknown[] =>
  recorded.logs
    .filter(({ id, message }) => id === "acme" && /polls|to poll/.test(message))
    .map(({ level, data, message }) => [level, data["leader"], data["epoch"], message]);

/** Two replicas, of which the first leads. */
async function pair(seed = 1) {
  const scene = new ElectedScene({ start, seed });
  const a = await scene.replica("a");
  await scene.world.advance(leadsAfterMs);
  const b = await scene.replica("b");
  await scene.world.advance(second);
  return { scene, a, b };
}

describe("a replica that was stopped (SIGSTOP) while it led", () => {
  it.each(["timers", "answers"] as const)(
    "begins no request and no save when it goes on after its lease (%s first), whatever it was about",
    async (first) => {
      for (let seed = 0; seed < 12; seed++) {
        const { scene, a, b } = await pair(seed);
        scene.vendor.delayMs = 2_000;
        scene.sink.delayMs = 2_000;
        scene.checkpoints.latencyMs = 300;
        // At another point of its rounds each time: waiting, polling, delivering, saving.
        await scene.world.advance(minute + seed * 731);
        a.runtime.stop();
        await scene.world.advance(2 * minute);
        expect([seed, gauge(b.recorded, "leading")]).toEqual([seed, 1]);
        const wokenAt = scene.world.now;
        a.runtime.goOn(first);
        await scene.world.advance(3 * minute);
        expect([seed, scene.begun.filter(({ replica, at }) => replica === "a" && at >= wokenAt)]).toEqual([seed, []]);
        expect([seed, gauge(a.recorded, "leading"), scene.checkpoints.record("metrics/a")!.epoch]).toEqual([
          seed,
          0,
          2,
        ]);
        expect(scene.begun.some(({ replica, at }) => replica === "b" && at >= wokenAt)).toBe(true);
      }
    },
    60_000,
  );
});

describe("a term whose lease cannot be renewed", () => {
  it("ends, and begins nothing more, before another replica's begins", async () => {
    const { scene, a, b } = await pair();
    await scene.world.advance(minute);
    const heal = scene.world.network.partition("a", "leases");
    await scene.world.advance(3 * minute);
    const lastOfA = Math.max(...scene.begun.filter(({ replica }) => replica === "a").map(({ at }) => at));
    const firstOfB = Math.min(...scene.begun.filter(({ replica }) => replica === "b").map(({ at }) => at));
    expect(lastOfA).toBeLessThan(firstOfB);
    expect([gauge(a.recorded, "leading"), gauge(b.recorded, "leading")]).toEqual([0, 1]);
    // Nobody is known to lead: that nothing is polled must be seen.
    expect(gauge(a.recorded, "lag{loop=usage}")).toBeGreaterThan(100);
    heal();
    await scene.world.advance(minute);
    expect(gauge(a.recorded, "lag{loop=usage}")).toBe(0);
    expect(told(a.recorded).at(-1)).toEqual(["info", "b", 2, "Another replica polls"]);
  });
});

describe("who leads", () => {
  it("is said once for each change, on every replica, and is well on a standby", async () => {
    const { scene, a, b } = await pair();
    await scene.world.advance(10 * minute);
    expect([told(a.recorded), told(b.recorded)]).toEqual([
      [["info", "a", 1, "This replica polls"]],
      [["info", "a", 1, "Another replica polls"]],
    ]);
    expect(b.recorded.status("acme", "leadership")).toMatchObject({ state: "ok" });
    a.runtime.kill();
    await scene.world.advance(5 * minute);
    expect(told(b.recorded).at(-1)).toEqual(["info", "b", 2, "This replica polls"]);
  });

  it("a standby exports that it does not lead from its start on; the pair has one leader and two candidates (§15.2 no. 2)", async () => {
    const { scene, a, b } = await pair();
    expect([a, b].map(({ recorded }) => gauge(recorded, "leading"))).toEqual([1, 0]);
    expect([a, b].map(({ recorded }) => recorded.values.get("elector.campaigning")!.at(-1))).toEqual([1, 1]);
    await scene.world.advance(minute);
    expect(b.recorded.values.get("acme.leading")).toEqual([0]);
  });

  it("nobody is said as well, when the lease cannot be reached", async () => {
    const { scene, b } = await pair();
    await scene.world.advance(minute);
    scene.world.network.partition("b", "leases");
    await scene.world.advance(minute);
    expect(told(b.recorded).at(-1)).toEqual(["info", undefined, 1, "No replica is known to poll"]);
  });
});

describe("a shutdown", () => {
  it("delivers and saves what is on its way under the lease, releases it, and the standby goes on within a retry period", async () => {
    const { scene, a, b } = await pair();
    await scene.world.advance(5 * minute);
    scene.sink.delayMs = 8_000;
    const { requests } = scene.sink;
    while (scene.sink.requests === requests) await scene.world.advance(500);
    const saved = scene.checkpoints.saved.length;
    const stoppedAt = scene.world.now;
    await scene.stop(a);
    const endedAt = scene.world.now;
    expect(endedAt - stoppedAt).toBeGreaterThan(1_000);
    expect(scene.checkpoints.saved.length).toBeGreaterThan(saved);
    expect(scene.lease).toMatchObject({ isReleased: true, epoch: 1 });
    await scene.world.advance(3_000);
    expect(gauge(b.recorded, "leading")).toBe(1);
    expect(scene.begun.filter(({ replica, at }) => replica === "b" && at < endedAt)).toEqual([]);
    expect(a.runtime.leaks().filter((leak) => !leak.includes("http"))).toEqual([]);
  });
});

describe("without an elector", () => {
  it("a fresh store is written with epoch 0, and stays so (125, 129); one at epoch 3 with 3, and nothing is fenced (127, 128)", async () => {
    for (const epoch of [0, 3]) {
      const scene = new ElectedScene({ start });
      const key = JSON.stringify(["acme", "usage", "", "metrics/a"]);
      const record = { frontier: { time: start - 20 * minute }, epoch, skipped: {} };
      if (epoch > 0) scene.checkpoints.records.set(key, record);
      const { recorded } = await scene.start();
      await scene.world.advance(20 * minute);
      expect(gauge(recorded, "leading")).toBe(1);
      expect(scene.checkpoints.record("metrics/a")!.epoch).toBe(epoch);
      expect(scene.checkpoints.record("metrics/a")!.frontier.time).toBeGreaterThan(start + 5 * minute);
      expect(recorded.count("acme.checkpoint_failures{loop=usage,operation=fenced}")).toBe(0);
    }
  });
});

describe("epochs of a store and of a lease", () => {
  it("a fresh lease over a store that was written without an elector starts above it: nothing is fenced (§15.2 no. 14)", async () => {
    const scene = new ElectedScene({ start });
    const key = JSON.stringify(["acme", "usage", "", "metrics/a"]);
    scene.checkpoints.records.set(key, { frontier: { time: start - 20 * minute }, epoch: 41, skipped: {} });
    const a = await scene.replica("a");
    await scene.world.advance(leadsAfterMs + minute);
    expect(scene.checkpoints.record("metrics/a")).toMatchObject({ epoch: 42 });
    expect(a.recorded.count("acme.checkpoint_failures{loop=usage,operation=fenced}")).toBe(0);
  });

  it("a floor that became too low while a standby waited is asked for again before anything is polled", async () => {
    const { scene, a, b } = await pair();
    await scene.world.advance(minute);
    const key = JSON.stringify(["acme", "usage", "", "metrics/a"]);
    scene.checkpoints.records.set(key, { ...scene.checkpoints.record("metrics/a")!, epoch: 99 });
    a.runtime.kill();
    const killedAt = scene.world.now;
    await scene.world.advance(3 * minute);
    expect(scene.checkpoints.record("metrics/a")!.epoch).toBe(100);
    expect(b.recorded.count("acme.checkpoint_failures{loop=usage,operation=fenced}")).toBe(0);
    expect(scene.begun.filter(({ replica, at }) => replica === "b" && at < killedAt)).toEqual([]);
  });

  it("a leader that was fenced stops polling, reads the epochs again, and leads above them: it does not fetch and emit for ever (§15.2 no. 13)", async () => {
    const scene = new ElectedScene({ start });
    const a = await scene.replica("a");
    await scene.world.advance(leadsAfterMs + minute);
    const key = JSON.stringify(["acme", "usage", "", "metrics/a"]);
    scene.checkpoints.records.set(key, { ...scene.checkpoints.record("metrics/a")!, epoch: 99 });
    await scene.world.advance(10 * minute);
    expect(a.recorded.count("acme.checkpoint_failures{loop=usage,operation=fenced}")).toBe(1);
    expect(scene.checkpoints.record("metrics/a")).toMatchObject({ epoch: 100 });
    expect(gauge(a.recorded, "leading")).toBe(1);
  });

  it("a lease that is deleted again and again sends no epoch back", async () => {
    const { scene, b } = await pair();
    const epochs: number[] = [];
    for (let round = 0; round < 6; round++) {
      await scene.world.advance(7 * second);
      scene.deleteLease();
      epochs.push(scene.checkpoints.record("metrics/a")!.epoch);
    }
    expect(epochs).toEqual(epochs.toSorted((x, y) => x - y));
    expect(b.recorded.count("acme.checkpoint_failures{loop=usage,operation=fenced}")).toBe(0);
  });
});
