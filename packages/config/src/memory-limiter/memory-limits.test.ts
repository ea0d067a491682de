import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { memoryLimiterConfig } from "./config.ts";
import { MemoryLimits, usedBytes } from "./memory-limits.ts";

const mebibyte = 2 ** 20;

const limits = (raw: object, granted = 1_000, workers = 1): MemoryLimits =>
  new MemoryLimits(
    decodeConfig(memoryLimiterConfig, { check_interval: "1s", ...raw }, "x"),
    granted * mebibyte,
    workers,
  );

const use = (heap: number, buffers: number, heapLimit = 4_000) => ({
  heapUsedBytes: heap * mebibyte,
  bufferBytes: buffers * mebibyte,
  heapLimitBytes: heapLimit * mebibyte,
  rssBytes: 0,
});

describe("limits", () => {
  it.each([
    ["a fifth below, where no spike is given", { limit_mib: 100 }, 1, 100, 80],
    ["by the spike", { limit_mib: 100, spike_limit_mib: 30 }, 1, 100, 70],
    ["of the machine's memory", { limit_percentage: 50 }, 1, 500, 400],
    ["of the machine's memory, with a spike", { limit_percentage: 50, spike_limit_percentage: 20 }, 1, 500, 300],
    ["in MiB before percentages", { limit_mib: 100, limit_percentage: 50, spike_limit_percentage: 10 }, 1, 100, 80],
    ["for each worker its part", { limit_mib: 100 }, 4, 25, 20],
  ])("are %s", (_what, raw, workers, hard, soft) => {
    const { hardBytes, softBytes, limitMib, spikeLimitMib } = limits(raw, 1_000, workers);
    expect([hardBytes / mebibyte, softBytes / mebibyte]).toEqual([hard, soft]);
    expect([limitMib, spikeLimitMib]).toEqual([hard, hard - soft]);
  });

  it.each([
    ["fine", 40, 39],
    ["soft", 40, 40],
    ["soft", 0, 99],
    ["hard", 50, 50],
  ])("are %s with %i MiB of heap and %i MiB of buffers, of 100 MiB", (level, heap, buffers) => {
    expect(limits({ limit_mib: 100 }).levelOf(use(heap, buffers))).toBe(level);
  });

  it.each([
    ["fine", 84],
    ["soft", 85],
    ["hard", 95],
  ])("are %s with %i %% of the heap, whatever memory there is beside it", (level, heap) => {
    expect(limits({ limit_mib: 10_000 }).levelOf(use(heap, 0, 100))).toBe(level);
  });

  it("count heap and buffers", () => {
    expect(usedBytes(use(3, 4))).toBe(7 * mebibyte);
  });
});
