import { decodeConfig } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { memoryLimiterConfig } from "./config.ts";

const decode = (raw: unknown) => decodeConfig(memoryLimiterConfig, raw, "memory_limiter");
const good = { check_interval: "1s", limit_mib: 100 };

describe("the memory limiter's configuration", () => {
  it("has otelcol's defaults", () => {
    expect(decode(good)).toEqual({
      check_interval: 1_000,
      limit_mib: 100,
      spike_limit_mib: 0,
      limit_percentage: 0,
      spike_limit_percentage: 0,
      min_gc_interval_when_soft_limited: 10_000,
      min_gc_interval_when_hard_limited: 0,
      max_gc_interval_when_soft_limited: 30_000,
      max_gc_interval_when_hard_limited: 30_000,
    });
  });

  it.each([
    ["a spike", { ...good, spike_limit_mib: 99 }],
    ["percentages", { check_interval: "1s", limit_percentage: 100, spike_limit_percentage: 99 }],
    ["a spike by the other unit, which does not count", { ...good, spike_limit_percentage: 50 }],
  ])("allows %s", (_what, raw) => {
    expect(decode(raw)).toBeDefined();
  });

  it.each([
    ["93: no check_interval", { limit_mib: 100 }, "'check_interval' must be greater than zero"],
    ["93: no limit", { check_interval: "1s" }, "'limit_mib' or 'limit_percentage' must be greater than zero"],
    [
      "93: a spike of the whole limit",
      { ...good, spike_limit_mib: 100 },
      "'spike_limit_mib' must be smaller than 'limit_mib'",
    ],
    [
      "93: a spike of the whole percentage",
      { check_interval: "1s", limit_percentage: 50, spike_limit_percentage: 50 },
      "'spike_limit_percentage' must be smaller than 'limit_percentage'",
    ],
    ["more than all memory", { check_interval: "1s", limit_percentage: 101 }, "limit_percentage"],
    [
      "soft collections that may be more frequent than hard ones",
      { ...good, min_gc_interval_when_soft_limited: "1s", min_gc_interval_when_hard_limited: "2s" },
      "'min_gc_interval_when_soft_limited' must be greater than or equal to 'min_gc_interval_when_hard_limited'",
    ],
    [
      "the same of their ceilings",
      { ...good, max_gc_interval_when_soft_limited: "20s" },
      "'max_gc_interval_when_soft_limited' must be greater than or equal to 'max_gc_interval_when_hard_limited'",
    ],
  ])("refuses %s", (_what, raw, problem) => {
    expect(() => decode(raw)).toThrow(problem);
  });

  it("93: tells everything that is wrong at once", () => {
    expect(() => decode(null)).toThrow(/'check_interval'[^]*'limit_mib' or/);
  });
});
