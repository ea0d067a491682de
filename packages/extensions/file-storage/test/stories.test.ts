import { describe, expect, it } from "vitest";
import { tellStory, type Outcome } from "./scenario.ts";

async function tellStories(count: number, options: Parameters<typeof tellStory>[1]): Promise<Outcome> {
  const sum = { kept: 0, rejected: 0, found: 0, damaged: 0, crashes: 0 };
  for (let seed = 0; seed < count; seed++) {
    try {
      const outcome = await tellStory(seed, options);
      for (const key of Object.keys(sum) as (keyof Outcome)[]) sum[key] += outcome[key];
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  return sum;
}

describe("stories", () => {
  it("crash", async () => {
    console.log(await tellStories(3000, {}));
  }, 60_000);
  it("faults", async () => {
    console.log(await tellStories(9000, { faults: true }));
  }, 60_000);
  it("flips", async () => {
    console.log(await tellStories(3000, { flips: true }));
    expect(1).toBe(1);
  }, 60_000);
});
