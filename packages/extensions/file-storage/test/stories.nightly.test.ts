import { describe, expect, it } from "vitest";
import { tellStories, type StoryOptions } from "./scenario.ts";

/** Other seeds than those of every day, and many of them. */
const firstSeed = 100_000;
const count = 30_000;

describe("a log, whatever happens to its processes", () => {
  it.each([
    [{}],
    [{ unsynced: true }],
    [{ faults: true }],
    [{ flips: true }],
    [{ flips: true, faults: true }],
    [{ maxSegments: 8 }],
    [{ maxSegments: 8, faults: true }],
    [{ maxSegments: 8, faults: true, flips: true }],
  ] satisfies [StoryOptions][])("keeps its promises through a long night of %j", async (options: StoryOptions) => {
    const { kept, crashes } = await tellStories(count, options, firstSeed);
    expect(kept).toBeGreaterThan(10 * count);
    expect(crashes).toBeGreaterThan(count / 2);
  });
});
