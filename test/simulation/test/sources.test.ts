import { describe, expect, it } from "vitest";
import { simulate } from "../src/simulate.ts";
import { production } from "../src/setup.ts";
import { quiet, type StoryEvent } from "../src/story.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const timeout = 60_000;
const setup = { graphs: ["requests", "tokens"] };

describe("clocks and slow answers", () => {
  it.each([
    ["as ours", 0, 0],
    ["3 min behind ours", -180_000, 0],
    ["3 min ahead of ours", 180_000, 0],
    ["right, and ours is 3 min ahead", 0, 180_000],
    ["right, and ours is 3 min behind", 0, -180_000],
  ])(
    "answers take 30 s and the platform's clock is %s: nothing unsettled is delivered",
    { timeout },
    async (_what, platformAheadMs, skewMs) => {
      const { violations, points } = await simulate({
        seed: 7,
        hours: 3,
        story: { ...quiet, platformAheadMs, skewMs },
        setup: { ...setup, httpTimeoutMs: 45 * second },
        platformDelayMs: 30 * second,
        // Whatever settles later than it may is seen at once.
        maxIngestionMs: 595 * second,
      });
      expect(violations).toEqual([]);
      expect(points).toBeGreaterThan(500);
    },
  );

  it.each([-300, -20, 20, 300].map((seconds) => seconds * second))(
    "our clock is set by %d ms for two hours, and back: what is sent stays settled, and no minute is left out",
    { timeout },
    async (byMs) => {
      const set = { at: hour, trouble: { kind: "clock is set", byMs, forMs: 2 * hour } } as const;
      const { violations, points, gaps, resent } = await simulate({
        seed: 7,
        hours: 4,
        story: { ...quiet, events: [set] },
        setup: { ...setup, settleMs: 5 * minute },
      });
      expect(violations).toEqual([]);
      expect(points).toBeGreaterThan(4 * 240);
      expect([gaps, resent]).toEqual([0, 0]);
    },
  );
});

/** Six crashes, each at another door. */
const crashes: readonly StoryEvent[] = (
  ["http.request", "http.body", "files", "timers.fire", "any", "files"] as const
).map((door, index) => ({
  at: (index + 1) * 40 * minute,
  trouble: {
    kind: "crash",
    plan: { door, nth: 5 + 3 * index, when: index % 2 === 0 ? "after" : "before" },
    aftermath: { downMs: 2 * minute, powerCut: index % 3 === 0 },
  },
}));

describe("two workspaces and several keys", () => {
  it("each use case and each pipeline has its own frontier: all arrive, through crashes", { timeout }, async () => {
    const staging = {
      name: "staging",
      receiver: "portkey/staging",
      prefix: "staging_api",
      keys: ["key-one", "key-two", "key-three"],
    };
    const useCases = { chat: ["key-chat"], batch: ["key-batch"] };
    const { violations, points, lives } = await simulate({
      seed: 8,
      hours: 5,
      story: { ...quiet, events: crashes },
      setup: {
        ...setup,
        workspaces: [
          { ...production, useCases },
          { ...staging, useCases: { one: ["key-one", "key-three"], two: ["key-two"] } },
        ],
        sinks: ["one", "two"],
        cadenceMs: 2 * minute,
      },
    });
    expect(violations).toEqual([]);
    // Of 2 workspaces with 2 use cases each, in 2 sinks, 4 points a minute.
    expect(points).toBeGreaterThan(8 * 4 * 5 * 60);
    expect(lives).toBe(7);
  });

  it("each receiver makes sure that its key reads its own workspace, every hour", { timeout }, async () => {
    const staging = { ...production, name: "staging", receiver: "portkey/staging", prefix: "staging_api" };
    const { violations, points } = await simulate({
      seed: 9,
      hours: 2,
      story: quiet,
      setup: { ...setup, workspaces: [production, staging], checksWorkspace: true, cadenceMs: 2 * minute },
      requestsPerMinute: 2,
    });
    expect(violations).toEqual([]);
    expect(points).toBeGreaterThan(2 * 4 * 105);
  });
});
