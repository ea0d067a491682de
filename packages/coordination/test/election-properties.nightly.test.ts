import { expect, it } from "vitest";
import { ElectionStory } from "./election-story.ts";

it("there is one leader at a time, whatever happens to three replicas (many stories)", async () => {
  for (let seed = 1_000; seed < 5_000; seed++) {
    const { violations, leaderAfterMs } = await new ElectionStory(seed).tell(12);
    expect([seed, violations, leaderAfterMs === undefined]).toEqual([seed, [], false]);
  }
}, 3_600_000);
