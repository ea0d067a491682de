import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { CollectionPace } from "./collection-pace.ts";
import { memoryLimiterConfig } from "./config.ts";

const pace = (raw: object = {}): CollectionPace =>
  new CollectionPace(decodeConfig(memoryLimiterConfig, { check_interval: "1s", limit_mib: 100, ...raw }, "x"));

describe("collections", () => {
  it("are due at first, and then after the interval of the level", () => {
    const collections = pace();
    expect([collections.isDue("soft", 0), collections.isDue("hard", 0)]).toEqual([true, true]);
    collections.collected("soft", 0, 100, 50);
    expect([collections.isDue("soft", 9_999), collections.isDue("soft", 10_000)]).toEqual([false, true]);
    expect(collections.isDue("hard", 0)).toBe(true);
  });

  it("95: fruitless ones double the interval up to its max, from 0.95 of the check interval on", () => {
    const collections = pace();
    const intervals = Array.from({ length: 7 }, (_, i) => collections.collected("hard", i, 100, 96));
    expect(intervals).toEqual([1_900, 3_800, 7_600, 15_200, 30_000, 30_000, 30_000]);
    expect([collections.isDue("hard", 30_005), collections.isDue("hard", 30_006)]).toEqual([false, true]);
  });

  it("95: one that reclaims 5 % brings the interval back", () => {
    const collections = pace();
    collections.collected("hard", 0, 100, 96);
    expect(collections.collected("hard", 5_000, 100, 95)).toBeUndefined();
    expect(collections.isDue("hard", 5_000)).toBe(true);
  });

  it("95: each level has an interval of its own", () => {
    const collections = pace();
    expect(collections.collected("soft", 0, 100, 100)).toBe(20_000);
    expect(collections.isDue("hard", 0)).toBe(true);
    expect(collections.collected("hard", 1, 100, 100)).toBe(1_900);
    expect(collections.collected("soft", 30_000, 100, 100)).toBe(30_000);
  });

  it("are never more frequent than the min, though the max is less", () => {
    const collections = pace({ min_gc_interval_when_soft_limited: "50s" });
    expect(collections.collected("soft", 0, 100, 100)).toBe(50_000);
  });

  it("that leave more behind than there was before are for nothing, too", () => {
    expect(pace().collected("hard", 0, 100, 120)).toBe(1_900);
  });
});
