import type { LeaderElector, Term } from "@genai-collector/component";
import { MetricsSink } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { minute, Scene } from "./scene.ts";

const start = Date.UTC(2026, 0, 1);

/** Leads when the test says so. */
class ManualElector implements LeaderElector {
  readonly floors: number[] = [];
  readonly sources: string[] = [];
  campaigns = 0;
  #lead: ((term: Term) => Promise<void>) | undefined;
  #signal: AbortSignal | undefined;
  #term: { readonly end: AbortController; readonly done: Promise<void> } | undefined;

  async campaign(
    source: string,
    floor: number,
    lead: (term: Term) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    this.sources.push(source);
    this.floors.push(floor);
    this.campaigns += 1;
    this.#lead = lead;
    this.#signal = signal;
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    this.#term?.end.abort(new Error("the campaign is over"));
    await this.#term?.done;
    this.#lead = undefined;
  }

  get isCampaigning(): boolean {
    return this.#lead !== undefined && this.#signal?.aborted === false;
  }

  elect(epoch: number): void {
    const end = new AbortController();
    this.#term = { end, done: this.#lead!({ epoch, signal: end.signal }) };
  }

  /** The lease is lost: resolves when the loops have noticed. */
  async demote(): Promise<void> {
    this.#term!.end.abort(new Error("lease lost"));
    await this.#term!.done;
  }
}

const config = { leader_elector: "elector" };

describe("leadership", () => {
  it("polls nothing before it leads, and says so", async () => {
    const scene = new Scene({ start });
    const elector = new ManualElector();
    const { recorded } = await scene.start({ elector, config });
    await scene.world.advance(5 * minute);
    expect([elector.sources, elector.floors, scene.vendor.asked.length]).toEqual([["acme"], [0], 0]);
    expect(recorded.values.get("acme.leading")).toEqual([0]);
    elector.elect(4);
    await scene.world.advance(1_000);
    expect(scene.vendor.asked.length).toBeGreaterThan(0);
    expect(scene.checkpoints.record("metrics/a")!.epoch).toBe(4);
    expect(recorded.values.get("acme.leading")).toEqual([0, 1]);
  });

  it("asks for an epoch above the highest that any of its lanes was written with", async () => {
    const scene = new Scene({ start });
    const record = (epoch: number) => ({ frontier: { time: start - 20 * minute }, epoch, skipped: {} });
    scene.checkpoints.records.set(JSON.stringify(["acme", "usage", "", "metrics/a"]), record(3));
    scene.checkpoints.records.set(JSON.stringify(["acme", "gone", "", "metrics/renamed"]), record(9));
    scene.checkpoints.records.set(JSON.stringify(["other", "usage", "", "metrics/a"]), record(99));
    const elector = new ManualElector();
    await scene.start({ elector, config });
    await scene.world.advance(100);
    expect(elector.floors).toEqual([9]);
  });

  it("without an elector goes on with the stored epoch: saves are not fenced", async () => {
    const scene = new Scene({ start });
    const record = { frontier: { time: start - 20 * minute }, epoch: 3, skipped: {} };
    scene.checkpoints.records.set(JSON.stringify(["acme", "usage", "", "metrics/a"]), record);
    await scene.start();
    await scene.world.advance(minute);
    expect(scene.checkpoints.record("metrics/a")).toMatchObject({ epoch: 3, frontier: { time: start - 10 * minute } });
  });

  it("emit succeeds but leadership ended during it: no durable advance", async () => {
    const scene = new Scene({ start });
    const elector = new ManualElector();
    let release = (): void => undefined;
    const ignoresItsSignal = new MetricsSink("metrics/a");
    const head = {
      pipeline: "metrics/a",
      consume: () => new Promise<void>((resolve) => (release = resolve)),
    };
    await scene.start({ elector, config, metrics: [head] });
    await scene.world.advance(100);
    elector.elect(1);
    await scene.world.advance(1_000);
    const demoted = elector.demote();
    release();
    await scene.world.until(demoted);
    expect(scene.checkpoints.timesOf("metrics/a")).toEqual([start - 50 * minute]);
    expect(ignoresItsSignal.items).toBe(0);
  });

  it("leadership ends: what is on its way is aborted, gauges are not left standing, nothing more is polled", async () => {
    const scene = new Scene({ start });
    const elector = new ManualElector();
    const sink = new MetricsSink("metrics/a");
    const { recorded } = await scene.start({ elector, config, metrics: [sink] });
    await scene.world.advance(100);
    elector.elect(1);
    await scene.world.advance(2 * minute);
    sink.hold();
    await scene.world.advance(minute);
    const [taken, asked] = [sink.items, scene.vendor.asked.length];
    await scene.world.until(elector.demote());
    await scene.world.advance(10 * minute);
    expect([sink.items, scene.vendor.asked.length]).toEqual([taken, asked]);
    for (const gauge of ["lag{loop=usage}", "frontier{loop=usage}", "degraded{loop=usage}", "leading"]) {
      expect([gauge, recorded.values.get(`acme.${gauge}`)!.at(-1)]).toEqual([gauge, 0]);
    }
    expect(recorded.count("acme.delivery_failures{kind=retryable,loop=usage}")).toBe(0);
  });

  it("reset while degraded: the gauge is 0 and the part waits; the next term reads its frontiers from the store", async () => {
    const scene = new Scene({ start });
    const elector = new ManualElector();
    scene.sink.status = () => 401;
    const { recorded } = await scene.start({ elector, config });
    await scene.world.advance(100);
    elector.elect(1);
    await scene.world.advance(minute);
    expect(recorded.values.get("acme.degraded{loop=usage}")!.at(-1)).toBe(1);
    await scene.world.until(elector.demote());
    expect(recorded.values.get("acme.degraded{loop=usage}")!.at(-1)).toBe(0);
    expect(recorded.status("acme", "usage → metrics/a")).toMatchObject({ state: "starting" });
    const moved = { frontier: { time: start - 15 * minute }, epoch: 2, skipped: {} };
    scene.checkpoints.records.set(JSON.stringify(["acme", "usage", "", "metrics/a"]), moved);
    scene.sink.status = () => 200;
    scene.vendor.asked.length = 0;
    elector.elect(3);
    await scene.world.advance(1_000);
    expect(scene.vendor.asked[0]).toMatchObject({ from: start - 35 * minute });
  });

  it("first success of a term: one info line; second: none; after a new election: one again", async () => {
    const scene = new Scene({ start });
    const elector = new ManualElector();
    const { recorded } = await scene.start({ elector, config });
    const lines = (): number => recorded.logs.filter(({ message }) => message.includes("first poll")).length;
    await scene.world.advance(100);
    elector.elect(1);
    await scene.world.advance(10 * minute);
    expect(lines()).toBe(1);
    await scene.world.until(elector.demote());
    elector.elect(2);
    await scene.world.advance(10 * minute);
    expect(lines()).toBe(2);
  });

  it("fenced: ends its campaign, waits, reads the floor again and campaigns above it", async () => {
    const scene = new Scene({ start });
    const elector = new ManualElector();
    await scene.start({ elector, config });
    await scene.world.advance(100);
    elector.elect(1);
    await scene.world.advance(minute);
    const record = scene.checkpoints.record("metrics/a")!;
    scene.checkpoints.records.set(JSON.stringify(["acme", "usage", "", "metrics/a"]), { ...record, epoch: 8 });
    await scene.world.advance(70_000);
    expect(scene.checkpoints.record("metrics/a")!.epoch).toBe(8);
    await scene.world.advance(10_000);
    expect([elector.floors, elector.isCampaigning]).toEqual([[0, 8], true]);
    expect(scene.vendor.asked.filter(({ at }) => at > scene.world.now - 10_000)).toHaveLength(0);
  });

  it("fenced again and again: waits twice as long each time, up to ten minutes", async () => {
    const scene = new Scene({ start });
    const elector = new ManualElector();
    const { recorded } = await scene.start({ elector, config });
    await scene.world.advance(100);
    const campaignsAt: number[] = [];
    for (let epoch = 1; epoch < 14; epoch++) {
      while (!elector.isCampaigning) await scene.world.advance(500);
      campaignsAt.push(scene.world.now);
      scene.checkpoints.records.set(JSON.stringify(["acme", "usage", "", "metrics/a"]), {
        frontier: { time: scene.world.now - 20 * minute },
        epoch: epoch * 100,
        skipped: {},
      });
      elector.elect(epoch);
      while (elector.isCampaigning) await scene.world.advance(500);
    }
    const gaps = campaignsAt.slice(1).map((at, index) => at - campaignsAt[index]!);
    expect(gaps[0]).toBeLessThan(10_000);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(600_000);
    expect(gaps.at(-1)).toBeLessThan(620_000);
    expect(recorded.status("acme", "leadership")).toMatchObject({ state: "recoverable_error" });
  });
});
