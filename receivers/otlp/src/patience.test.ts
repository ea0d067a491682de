import { VirtualRuntime, World } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Patience, type Wait } from "./patience.ts";

function setUp(ms = 1_000) {
  const world = new World();
  const runtime = new VirtualRuntime(world, { tracing: true });
  const patience = new Patience(ms, runtime);
  const late: string[] = [];
  const begin = (name: string): Wait => patience.begin(() => void late.push(`${name} at ${world.now - start}`));
  const start = world.now;
  return { world, runtime, patience, late, begin };
}

describe("Patience", () => {
  it("calls each who waits too long, in its own time", async () => {
    const { world, late, begin } = setUp();
    begin("a");
    await world.advance(400);
    begin("b");
    begin("c");
    await world.advance(5_000);
    expect(late).toEqual(["a at 1000", "b at 1400", "c at 1400"]);
  });

  it("leaves alone whose wait is over: the first, the last, one in the middle", async () => {
    const { world, patience, late, begin } = setUp();
    const [a, , c, , e] = ["a", "b", "c", "d", "e"].map((name) => begin(name));
    for (const wait of [c, a, e, a]) patience.end(wait!);
    await world.advance(5_000);
    expect(late).toEqual(["b at 1000", "d at 1000"]);
  });

  it("has one timer for all, which rests when nobody waits", async () => {
    const { world, runtime, patience, begin } = setUp();
    for (let i = 0; i < 1_000; i++) patience.end(begin("x"));
    expect(runtime.leaks()).toHaveLength(1);
    await world.advance(1_000);
    expect(runtime.leaks()).toEqual([]);
    patience.end(begin("y"));
    expect(runtime.leaks()).toHaveLength(1);
    patience.close();
    expect(runtime.leaks()).toEqual([]);
  });

  it("is right whoever comes and goes", async () => {
    const step = fc.record({ wait: fc.nat(700), ends: fc.option(fc.nat(20), { nil: undefined }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { world, patience, late, begin } = setUp();
        const began = world.now;
        const waits: { readonly wait: Wait; readonly at: number; ended: number | undefined }[] = [];
        for (const { wait, ends } of steps) {
          waits.push({ wait: begin(String(waits.length)), at: world.now - began, ended: undefined });
          await world.advance(wait);
          const ending = ends === undefined ? undefined : waits[ends];
          if (ending === undefined) continue;
          patience.end(ending.wait);
          ending.ended ??= world.now - began;
        }
        await world.advance(10_000);
        const expected = waits.flatMap(({ at, ended }, index) =>
          ended === undefined || ended >= at + 1_000 ? [`${index} at ${at + 1_000}`] : [],
        );
        expect(late.toSorted()).toEqual(expected.toSorted());
      }),
      { seed: 56, numRuns: 60 },
    );
  });
});
