import { describe, expect, it } from "vitest";
import { attribute, hour, RunsScene } from "./runs-scene.ts";

describe("runs", () => {
  it("x", async () => {
    const scene = new RunsScene();
    const simulator = scene.simulate();
    await scene.start();
    await scene.advance(2 * hour);
    console.log(scene.sink.records.length, simulator.requests, await scene.frontier(), [...scene.recorded.counts]);
    console.log(scene.recorded.logs.slice(0, 10));
    const f = (await scene.frontier())!;
    const got = scene.sink.records.map((r) => attribute(r, "id"));
    const truth = [...simulator.truth({ from: scene.world.now - 3 * hour - 600_000, to: f.time }).runs()];
    console.log(truth.length, new Set(got).size, got.length);
    expect(1).toBe(1);
  });
});
