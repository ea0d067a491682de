import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  anyFault,
  config,
  expectPromises,
  expectPromisesAfterCrashIn,
  expectPromisesUnder,
  start,
} from "./promises.ts";
import { hour, minute, Scene } from "./scene.ts";

describe("whatever goes wrong", () => {
  it("each settled bucket is delivered with the same bytes and in order, nothing unsettled is, and all is well in the end", async () => {
    const faults = fc.array(anyFault, { minLength: 1, maxLength: 8 });
    const property = fc.asyncProperty(faults, fc.integer({ min: 1, max: 1_000_000 }), expectPromisesUnder);
    await fc.assert(property, { numRuns: 20, endOnFailure: true });
  }, 60_000);

  it("dies inside the n-th call that it makes of the world: nothing is missing, wrong or changed", async () => {
    for (let call = 1; call <= 90; call++) await expectPromisesAfterCrashIn(call);
  }, 60_000);

  it("dies over and over: each life starts where the last one was saved", async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const scene = new Scene({ start, seed, sinks: ["a", "b"] });
      for (let life = 0; life < 30; life++) {
        const { runtime } = await scene.start({ config });
        runtime.crashAt = runtime.calls + 1 + scene.world.random.below(80);
        await scene.world.advance(4 * minute);
        runtime.kill();
      }
      await scene.start({ config });
      await scene.world.advance(hour);
      expectPromises(scene, true);
      expect(scene.sink.requests).toBeGreaterThan(30);
    }
  }, 60_000);
});
