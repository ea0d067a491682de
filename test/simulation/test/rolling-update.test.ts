import { describe, expect, it } from "vitest";
import { Simulation } from "../src/simulation.ts";
import { quiet, type StoryEvent } from "../src/story.ts";

const minute = 60_000;
const hour = 60 * minute;
const timeout = 180_000;

const setup = {
  replicas: 2,
  coordination: "kubernetes",
  graphs: ["requests", "tokens"],
  cadenceMs: 2 * minute,
} as const;

/** For so long one replica has another configuration than the other. */
const gapMs = hour;

/** Whoever leads is stopped for longer than its lease, so that the other one leads. */
const turns = (from: number): readonly StoryEvent[] =>
  [12, 24, 36, 48].map((after) => ({
    at: from + after * minute,
    trouble: { kind: "stopped", forMs: minute, first: "timers" },
    during: "polling",
  }));

describe("two collectors, of which one has another configuration for an hour, lead in turn; then the update is taken back likewise", () => {
  it.each(["prefix", "use case", "pipeline", "receiver"] as const)(
    "another %s: nothing is lost, wrong or counted twice",
    { timeout },
    async (change) => {
      const events: readonly StoryEvent[] = [
        { at: hour / 2, trouble: { kind: "redeploy", change, gapMs } },
        ...turns(hour / 2),
        { at: 2 * hour, trouble: { kind: "redeploy", change: "back", gapMs } },
        ...turns(2 * hour),
      ];
      const story = { ...quiet, events };
      const simulation = await Simulation.open({ seed: 26, hours: 3.5, story, setup });
      simulation.start();
      const led: number[] = [];
      for (let passed = 0; passed < 3.5 * hour; passed += minute) {
        await simulation.world.advance(minute);
        const leader = simulation.fleet.leader();
        if (leader !== undefined && leader.generation !== led.at(-1)) led.push(leader.generation);
      }
      await simulation.end();
      expect(simulation.violations.list).toEqual([]);
      // Both ways, twice at least, while the update is on its way, and again while it is taken back.
      expect(led.join("")).toMatch(/^0(10){2,}1(21){2,}2$/);
    },
  );
});
