import { describe, expect, it } from "vitest";
import { snapshot } from "./loop.ts";
import { requestsPerSecond } from "./request-budget.ts";

const minute = 60_000;
const loop = { name: "a", cadenceMs: minute, bucketMs: minute, series: [], collect: async () => [] };

describe("requestsPerSecond", () => {
  it("is what every loop asks in each of its passes", () => {
    expect(requestsPerSecond([])).toBe(0);
    const graphs = snapshot({ ...loop, requestsPerPoll: 6, passes: ["a", "b"] });
    expect(requestsPerSecond([graphs, snapshot(loop)])).toBeCloseTo(13 / 60);
  });
});
