import { describe, expect, it } from "vitest";
import { Simulation } from "../src/simulation.ts";
import type { SimulationOptions } from "../src/simulation-options.ts";
import { simulate } from "../src/simulate.ts";
import { production } from "../src/setup.ts";
import { quiet } from "../src/story.ts";
import { staging } from "../src/draw-setup.ts";

const minute = 60_000;
const timeout = 60_000;

const setup = {
  replicas: 2,
  coordination: "kubernetes",
  graphs: ["requests", "tokens"],
  cadenceMs: 2 * minute,
} as const;

const twoSources = [production, staging];

/** Two replicas, half an hour after their start. */
async function running(options: Partial<SimulationOptions> = {}) {
  const simulation = await Simulation.open({ seed: 21, hours: 1, story: quiet, setup, ...options });
  simulation.start();
  await simulation.world.advance(30 * minute);
  const leader = simulation.fleet.leader("portkey")!;
  const replica = simulation.fleet.machines.indexOf(leader);
  return { simulation, leader, replica };
}

describe("two replicas", () => {
  it.each(["timers", "answers"] as const)(
    "a leader that was stopped for a minute notices before anything else that another one leads (%s first)",
    { timeout },
    async (first) => {
      const { simulation, leader, replica } = await running();
      simulation.befall({ kind: "stopped", forMs: minute, first }, { replica, during: "polling" });
      await simulation.world.advance(5 * minute);
      expect(simulation.fleet.leader("portkey")).not.toBe(leader);
      expect(leader.phase).toBe("standing by");
      await simulation.end(50 * minute);
      expect(simulation.violations.list).toEqual([]);
      expect(simulation.leadership.terms).toBe(2);
    },
  );

  it("a leader that is cut off from the server stops before another one begins", { timeout }, async () => {
    const { simulation, leader, replica } = await running({ setup: { ...setup, coordination: "dynamodb" } });
    simulation.befall(
      { kind: "partition", to: "servers", ways: "in", forMs: 10 * minute },
      { replica, during: "saving" },
    );
    await simulation.world.advance(5 * minute);
    const [other] = simulation.fleet.machines.filter((machine) => machine !== leader);
    expect(simulation.fleet.leader("portkey")).toBe(other);
    expect(leader.process!.phases.terms.size).toBe(0);
    await simulation.end(50 * minute);
    expect(simulation.violations.list).toEqual([]);
    expect(simulation.lanes[0]!.points).toBeGreaterThan(100);
  });

  it.each(["prefix", "use case", "pipeline", "receiver"] as const)(
    "one after the other gets a configuration with another %s: nothing is lost on the way",
    { timeout },
    async (change) => {
      const events = [{ at: 40 * minute, trouble: { kind: "redeploy", change, gapMs: 5 * minute } }] as const;
      const { violations, points, lives } = await simulate({
        seed: 22,
        hours: 1.5,
        story: { ...quiet, events },
        setup,
      });
      expect(violations).toEqual([]);
      expect(lives).toBe(4);
      expect(points).toBeGreaterThan(200);
    },
  );

  it("each has a source where sources are shared, and takes the other's when that one dies", { timeout }, async () => {
    const simulation = await Simulation.open({
      seed: 23,
      hours: 1,
      story: quiet,
      setup: { ...setup, shardBy: "source", workspaces: twoSources },
    });
    simulation.start();
    await simulation.world.advance(10 * minute);
    const [one, other] = ["portkey", "portkey/staging"].map((source) => simulation.fleet.leader(source));
    expect(one).not.toBe(other);
    one!.kill({ downMs: 5 * minute, powerCut: true });
    await simulation.world.advance(2 * minute);
    expect(simulation.fleet.leader("portkey")).toBe(other);
    await simulation.end(50 * minute);
    expect(simulation.violations.list).toEqual([]);
  });

  it("the same seed tells the same story", { timeout }, async () => {
    const told = async () => {
      const lines: string[] = [];
      const aims = [{ kind: "stopped", during: "saving" }] as const;
      const own = { replicas: 2, coordination: "dynamodb", pushed: undefined } as const;
      const tell = (at: number, what: string): number => lines.push(`${at} ${what}`);
      const result = await simulate({ seed: 31, hours: 1, aims, setup: own, tell });
      return { lines, result };
    };
    const [once, again] = [await told(), await told()];
    expect(again).toEqual(once);
    expect(once.result.lives).toBeGreaterThan(1);
  });
});
