import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { Sampler } from "./sampler.ts";

const play = (initial: number, thereafter: number, times: number): string => {
  const sampler = new Sampler(new VirtualRuntime(new World()).clock, initial, thereafter);
  return Array.from({ length: times }, () => (sampler.next() ? "x" : ".")).join("");
};

describe("Sampler", () => {
  it.each([
    [2, 1, "xxxxxxxx"],
    [2, 3, "xx..x..x"],
    [0, 2, ".x.x.x.x"],
    [3, 0, "xxx....."],
    [0, 0, "........"],
  ])("lets the first %i of a second through, then each %i-th: %s", (initial, thereafter, expected) => {
    expect(play(initial, thereafter, expected.length)).toBe(expected);
  });

  it("begins anew a second after the first", async () => {
    const world = new World();
    const sampler = new Sampler(new VirtualRuntime(world).clock, 1, 0);
    const seen: boolean[] = [];
    for (const wait of [0, 999, 1, 999]) {
      await world.advance(wait);
      seen.push(sampler.next());
    }
    expect(seen).toEqual([true, false, true, false]);
  });
});
