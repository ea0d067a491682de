import { describe, expect, it } from "vitest";
import { SeededRandom } from "./seeded-random.ts";

describe("SeededRandom", () => {
  it("gives the same numbers for the same seed, on any machine", () => {
    const draw = (seed: number | string): number[] => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 5 }, () => random.uint32());
    };
    expect(draw(1)).toEqual(draw("1"));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(4711)).toEqual([3693944211, 543294159, 3479463201, 1664158456, 3271939228]);
  });

  it("has a low bit as good as a high one: no short period, half of them set", () => {
    const random = new SeededRandom(1);
    const bits = Array.from({ length: 4_096 }, () => random.uint32() & 1);
    const set = bits.reduce((sum, bit) => sum + bit, 0);
    expect(Math.abs(set - 2_048)).toBeLessThan(160); // five standard deviations
    for (const period of [2, 4, 8, 16, 256]) {
      const same = bits.filter((bit, i) => bit === bits[i + period]).length;
      expect(same, `period ${period}`).toBeLessThan(2_300);
    }
  });

  it("spreads over [0, 1) and over whole numbers", () => {
    const random = new SeededRandom(2);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 10_000; i++) tenths[Math.floor(random.next() * 10)]!++;
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    expect(new Set(Array.from({ length: 200 }, () => random.below(3)))).toEqual(new Set([0, 1, 2]));
    expect(() => random.pick([])).toThrow(RangeError);
  });

  it("forks into streams that do not move one another", () => {
    const [a, b] = [new SeededRandom(1), new SeededRandom(1)];
    const [forkOfA, forkOfB] = [a.fork("x"), b.fork("x")];
    for (let i = 0; i < 10; i++) forkOfA.next();
    expect(a.next()).toBe(b.next());
    expect(forkOfB.next()).toBe(new SeededRandom(1).fork("x").next());
    expect(new SeededRandom(1).fork("x").next()).not.toBe(new SeededRandom(1).fork("y").next());
  });

  it("makes version 4 UUIDs that differ", () => {
    const random = new SeededRandom(3);
    const ids = Array.from({ length: 100 }, () => random.uuid());
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(100);
  });
});
