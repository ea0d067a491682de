import { describe, expect, it } from "vitest";
import { assertMinutes } from "./granularity.ts";
import type { GraphPoint } from "./parse-graph.ts";

// Numbers in names are those of portkey.md §7; the rest is its §2.7.
describe("granularity guard", () => {
  const steps = (...seconds: readonly number[]): readonly GraphPoint[] => {
    let start = Date.UTC(2026, 1, 3, 9, 30);
    return [0, ...seconds].map((step) => ({ start: (start += step * 1_000), values: new Map() }));
  };

  it.each([
    ["7: steps 60 s then 120 s", [60, 120]],
    ["8: two points 120 s apart", [120]],
    ["a single point", []],
    ["sparse minutes without a common step", [120, 180, 600]],
  ])("accepts %s", (_name, seconds) => {
    expect(() => assertMinutes("cost", steps(...seconds))).not.toThrow();
  });

  it.each([
    ["7: steps 60 s then 90 s", [60, 90], /a step of 90 s/],
    ["7: a repeated timestamp", [60, 0], /two points at/],
    ["8: all steps 600 s (10-min buckets)", [600, 600], /multiples of 600 s/],
    ["daily buckets", [86_400, 86_400], /multiples of 86400 s/],
    ["hourly buckets", [3_600, 3_600, 7_200], /multiples of 3600 s/],
    ["two points ten minutes apart", [600], /a single step of 600 s/],
  ])("refuses %s", (_name, seconds, message) => {
    expect(() => assertMinutes("cost", steps(...seconds))).toThrow(message);
  });

  it("refuses points that all begin within a minute: no step tells that", () => {
    const offGrid = [0, 60, 120].map((s) => ({
      start: Date.UTC(2026, 1, 3, 9, 30, 30) + s * 1_000,
      values: new Map(),
    }));
    expect(() => assertMinutes("cost", offGrid)).toThrow(/one that begins within a minute, at 2026-02-03T09:30:30/);
    expect(() => assertMinutes("cost", offGrid.slice(0, 1))).toThrow(/begins within a minute/);
  });

  it("says which graph, and that only a human or a release can help", () => {
    expect(() => assertMinutes("tokens", steps(600, 600))).toThrow(
      expect.objectContaining({
        code: "PORTKEY_GRANULARITY",
        kind: "malformed",
        message: expect.stringMatching(/^graph tokens: expected one-minute buckets/) as string,
      }),
    );
  });
});
