import { describe, expect, it } from "vitest";
import { windowed, type WindowedLoop, type WindowPage, type WindowStep } from "../src/index.ts";
import { LoopScene, start } from "./loop-scene.ts";

const minute = 60_000;

/** When each step was asked for, in milliseconds from the start. */
async function timesOf(
  page: (step: WindowStep) => WindowPage,
  forMs: number,
  change: Partial<WindowedLoop> = {},
): Promise<{ readonly scene: LoopScene; readonly times: number[]; readonly steps: WindowStep[] }> {
  const [times, steps]: [number[], WindowStep[]] = [[], []];
  const loop = windowed({
    name: "loop",
    cadenceMs: minute,
    bootstrapMs: 31 * minute,
    maxBackfillMs: 24 * 60 * minute,
    windowMs: 10 * minute,
    settleMs: minute,
    async collect(step) {
      times.push(scene.world.now - start);
      steps.push(step);
      return page(step);
    },
    ...change,
  });
  const scene = new LoopScene([loop]);
  await scene.start();
  await scene.world.advance(forMs);
  return { scene, times, steps };
}

/** As many pages as `pages` says, one record each. */
const paged =
  (pages: number, waitMs?: number) =>
  ({ from, cursor }: WindowStep): WindowPage => {
    const page = Number(cursor ?? 1);
    const records = [{ timeUnixNano: BigInt(from + page) * 1_000_000n, attributes: [] }];
    return { records, waitMs, ...(page < pages ? { cursor: String(page + 1) } : {}) };
  };

describe("the next page", () => {
  it("waitMs 0: is asked for at once, and so is the next window where one is due", async () => {
    const { times, scene } = await timesOf(paged(40, 0), 1_000);
    expect(times).toHaveLength(3 * 40);
    expect(times.at(-1)).toBe(0);
    expect(scene.logs[0]!.items).toBe(3 * 40);
    expect(scene.checkpoints.record("logs")!.frontier).toEqual({ time: start - minute });
  });

  it("is asked for two seconds later where nothing is said, and as late as is said", async () => {
    expect((await timesOf(paged(3), 5_000)).times).toEqual([0, 2_000, 4_000]);
    expect((await timesOf(paged(3, 300), 650)).times).toEqual([0, 300, 600]);
  });

  it("waitMs 0 and a cursor that stays: asked again after a second, not without end", async () => {
    const { times } = await timesOf(() => ({ records: [], cursor: "job", waitMs: 0 }), 3_500);
    expect(times).toEqual([0, 0, 1_000, 2_000, 3_000]);
  });

  it("a window of many pages is followed by the next at the cadence, not by ever smaller ones", async () => {
    const { steps, scene } = await timesOf(paged(5), 30 * minute);
    expect(scene.checkpoints.record("logs")!.frontier.time).toBeGreaterThan(start + 27 * minute);
    const lengths = new Set(steps.filter(({ from }) => from > start).map(({ from, to }) => to - from));
    expect(Math.min(...lengths)).toBeGreaterThan(30_000);
  });

  it("cadence longer than a window: windows follow one another until what is left is none", async () => {
    const { steps } = await timesOf(paged(1, 0), 61 * minute, { cadenceMs: 60 * minute });
    const newest = Math.max(...steps.map(({ to }) => to));
    expect(newest).toBeGreaterThan(start + 40 * minute);
    expect(steps.length).toBeLessThan(12);
  });
});
