import { describe, expect, it } from "vitest";
import { expectPromises } from "../src/replay.ts";

/** Other seeds in each run would make a failure here a matter of luck; `simulation.nightly.test.ts` draws new ones. */
const seeds = Array.from({ length: 200 }, (_, index) => 1_000 + index);
const blocks = Array.from({ length: 20 }, (_, block) => seeds.slice(10 * block, 10 * block + 10));

describe("two hundred days of troubles", () => {
  it.each(blocks)("seeds %d, %d, %d and on", { timeout: 300_000 }, async (...block) => {
    for (const seed of block) await expectPromises({ seed, hours: 24 });
  });
});

describe("a month", () => {
  it("of outages, revisions and crashes: nothing lost, nothing twice", { timeout: 300_000 }, async () => {
    const began = performance.now();
    const { expected, lives, resent } = await expectPromises({ seed: 30, hours: 720, setup: { cadence: "3m" } });
    const seconds = (performance.now() - began) / 1_000;
    console.log(
      `30 days in ${seconds.toFixed(1)} s: ${expected} points, ${lives} lives, ${resent} resources sent again`,
    );
    expect(expected).toBeGreaterThan(250_000);
    expect(lives).toBeGreaterThan(150);
    expect(seconds).toBeLessThan(60);
  });
});
