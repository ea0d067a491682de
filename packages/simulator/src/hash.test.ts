import { describe, expect, it } from "vitest";
import { hash01 } from "./hash.ts";

describe("hash01", () => {
  it("is in [0, 1), and the same for the same parts", () => {
    for (let i = 0; i < 1_000; i++) {
      const value = hash01(1, i);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
      expect(hash01(1, i)).toBe(value);
    }
  });

  it.each([
    ["the seed", hash01(1, 2, 3), hash01(2, 2, 3)],
    ["the order of parts", hash01(1, 2, 3), hash01(1, 3, 2)],
    ["how many parts there are", hash01(1, 2), hash01(1, 2, 0)],
    ["the high half of a large part", hash01(1, 5), hash01(1, 5 + 2 ** 32)],
  ])("depends on %s", (_, one, other) => {
    expect(one).not.toBe(other);
  });

  it("is spread evenly over its range, neighbouring parts too", () => {
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 20_000; i++) tenths[Math.floor(hash01(9, i) * 10)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });
});
