import { describe, expect, it } from "vitest";
import { simulate } from "../src/simulate.ts";
import { quiet, type StoryEvent } from "../src/story.ts";

const minute = 60_000;
const hour = 60 * minute;
const timeout = 60_000;

/** The sink goes away, and the pipeline gets another name while what it lacks is more than a new lane would ask for. */
const events: readonly StoryEvent[] = [
  { at: hour, trouble: { kind: "sink down", sink: 0, how: "503", forMs: 3 * hour } },
  { at: 3 * hour, trouble: { kind: "redeploy", change: "pipeline", gapMs: 2 * minute } },
  { at: 5 * hour, trouble: { kind: "redeploy", change: "pipeline", gapMs: 2 * minute } },
];

describe("a pipeline that gets another name, twice, once while its sink is down for hours", () => {
  it.each([
    ["one collector with a file", {}],
    [
      "two replicas, one of which has the new name before the other",
      { coordination: "kubernetes", replicas: 2 } as const,
    ],
  ])("%s: everything since the first start arrives, once", { timeout }, async (_, setup) => {
    const { violations, points, gaps } = await simulate({
      seed: 11,
      hours: 6,
      story: { ...quiet, events },
      setup: { graphs: ["requests"], maxBackfillMs: 12 * hour, ...setup },
    });
    expect(violations).toEqual([]);
    expect(gaps).toBe(0);
    // Each minute: 50 before the start, six hours, and those in which all comes to rest. New lanes would leave out forty.
    expect(points).toBeGreaterThan(8 * 60);
  });
});
