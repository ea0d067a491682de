import type { LaneKey } from "@genai-collector/component";
import { createSettings, powerCut, VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { FileCheckpointExtension } from "./file-checkpoint-extension.ts";

const path = "/state/checkpoint.json";
const lanes: readonly LaneKey[] = ["a", "b"].map((loop) => ({ receiver: "r", loop, pass: "", pipeline: "metrics" }));
const rounds = 3;

interface Run {
  /** Frontiers that the store said are saved, by loop. */
  readonly saved: Map<string, number>;
  readonly calls: number;
}

async function start(world: World, runtime: VirtualRuntime): Promise<FileCheckpointExtension> {
  const store = new FileCheckpointExtension(createSettings("file_checkpoint", runtime), { path });
  await world.until(store.start());
  return store;
}

/** A process that saves three frontiers for each of two lanes, and dies inside its n-th call of the world. */
async function runUntil(world: World, crashAt: number): Promise<Run> {
  const runtime = new VirtualRuntime(world);
  const store = new FileCheckpointExtension(createSettings("file_checkpoint", runtime), { path });
  const saved = new Map<string, number>();
  const work = async (): Promise<void> => {
    await store.start();
    for (let time = 1; time <= rounds; time++)
      await Promise.all(
        lanes.map(async (lane) => {
          await store.advance(lane, { time }, 1, [{ reason: "x", items: 1 }]);
          saved.set(lane.loop, time);
        }),
      );
  };
  runtime.crashAt = crashAt;
  void work();
  await world.advance(1_000);
  return { saved, calls: runtime.calls };
}

describe("a crash inside any call of the disk", () => {
  /** What the next process finds of each lane: its time, and what was skipped, which came in the same write. */
  async function found(world: World): Promise<(readonly [string, number, number])[]> {
    const store = await start(world, new VirtualRuntime(world));
    const checkpoints = await Promise.all(lanes.map((lane) => store.load(lane)));
    return lanes.map(({ loop }, i) => {
      const checkpoint = checkpoints[i];
      return [loop, checkpoint?.frontier.time ?? 0, checkpoint?.skipped["x"]?.items ?? 0] as const;
    });
  }

  it.each(["kill", "seeded", "forgotten"] as const)(
    "(%s) leaves the old content or the new, never a torn one, and what was said to be saved is there",
    async (how) => {
      const { calls } = await runUntil(new World(0), Infinity);
      expect(calls).toBe(2 + rounds * 6); // lock and read, then open, write, sync, close, rename, syncFolder for each
      const outcomes = new Set<string>();
      for (let crashAt = 1; crashAt <= calls; crashAt++) {
        for (let seed = 0; seed < (how === "seeded" ? 40 : 4); seed++) {
          const world = new World(0, seed);
          const { saved } = await runUntil(world, crashAt);
          if (how === "kill") for (const process of world.processes) process.kill();
          else powerCut(world, { unsynced: how });
          for (const [loop, time, items] of await found(world)) {
            const promised = saved.get(loop) ?? 0;
            expect([crashAt, seed, loop, time >= promised, time <= promised + 1]).toEqual([
              crashAt,
              seed,
              loop,
              true,
              true,
            ]);
            expect(items).toBe(time);
            outcomes.add(time === promised ? "old" : "new");
          }
        }
      }
      expect([...outcomes]).toEqual(expect.arrayContaining(how === "forgotten" ? ["old"] : ["old", "new"]));
    },
    60_000,
  );

  it("leaves a lock that the next process takes over", async () => {
    const world = new World(0);
    await runUntil(world, 5);
    expect(await found(world)).toEqual([
      ["a", 0, 0],
      ["b", 0, 0],
    ]);
  });
});
