import { describe, expect, it } from "vitest";
import { tellStories, type StoryOptions } from "./scenario.ts";

/**
 * Scenario: several processes, one after the other, append, read and remove, and are stopped, killed inside a call of
 * the disk, or lose power, which forgets what was not synced or keeps any part of it.
 * Guarantees: each record whose append has resolved and that was not removed is found again, once, in its place and with
 * its bytes; one whose append was rejected, and one that was removed before an append that resolved, is not; positions
 * grow; what is on disk is bounded by what is needed.
 */
describe("a log, whatever happens to its processes", () => {
  it.each([
    ["crashes and power cuts", 800, {}],
    ["processes that are killed, without syncs", 200, { unsynced: true }],
    ["calls of the disk that fail, and disks that are full", 600, { faults: true }],
    ["bits that flip: what is lost is told", 300, { flips: true }],
    ["all of it at once", 200, { flips: true, faults: true }],
    ["a limit that is kept", 300, { maxSegments: 8 }],
    ["a limit that is kept while the disk fails", 200, { maxSegments: 8, faults: true }],
  ] satisfies [string, number, StoryOptions][])(
    "keeps its promises through %s",
    async (_what, count, options: StoryOptions) => {
      const { kept, rejected, found, damaged, crashes } = await tellStories(count, options);
      // The stories tell of what they are about.
      expect(kept).toBeGreaterThan(10 * count);
      expect(found).toBeGreaterThan(2 * count);
      expect(crashes).toBeGreaterThan(count / 2);
      expect(rejected > count).toBe(options.faults === true || options.maxSegments !== undefined);
      expect(damaged > count).toBe(options.flips === true);
    },
    60_000,
  );
});
