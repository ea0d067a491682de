import { describe, expect, it } from "vitest";
import { ElectionStory, times } from "./election-story.ts";

const stories = 60;

/**
 * Scenario: three replicas whose clocks run up to one percent fast or slow and whose wall clocks are hours apart, killed,
 * stopped and continued (timers or answers first), cut off in one direction or both, slow; a server that fails, hangs,
 * loses answers or acts late; a lease that is deleted while it is held.
 * Guarantees: no term begins while another's signal has not fired in a process that runs; nothing is done under an epoch
 * once a greater one was granted, also not by a process that wakes up; epochs rise; and when the trouble is over and the
 * leader is killed, another leads within a duration, a retry period and two requests.
 */
describe("whatever happens to three replicas", () => {
  it.each(Array.from({ length: 6 }, (_, part) => part))("there is one leader at a time (part %i)", async (part) => {
    let [terms, deeds] = [0, 0];
    for (let seed = part * (stories / 6); seed < (part + 1) * (stories / 6); seed++) {
      const told = await new ElectionStory(seed).tell(8);
      expect([seed, told.violations]).toEqual([seed, []]);
      expect([seed, told.leaderAfterMs]).not.toEqual([seed, undefined]);
      const longestMs = (times.durationMs + times.retryMs) * 1.02 + 2 * times.requestMs + 50;
      expect([seed, told.leaderAfterMs! <= longestMs || told.leaderAfterMs]).toEqual([seed, true]);
      terms += told.terms;
      deeds += told.deeds;
    }
    // A story in which nothing happens proves nothing.
    expect(terms).toBeGreaterThan(50);
    expect(deeds).toBeGreaterThan(5_000);
  });
});
