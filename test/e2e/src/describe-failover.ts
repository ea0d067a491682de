import { expect, it } from "vitest";
import {
  FailoverStory,
  shownTimes,
  slowestFailoverMs,
  slowestHandOverMs,
  type Loss,
  type SharedState,
} from "./failover-story.ts";
import { SeededRandom } from "./seeded-random.ts";
import { Stage } from "./stage.ts";
import { withSeed } from "./with-seed.ts";

/**
 * A request may come sooner after another than it was sent: a busy machine holds up the one before. A request too many
 * is seen all the same, because it leaves at most half of a second to one of its neighbours.
 */
const jitterMs = 400;

/** How long a story is. */
export interface FailoverOptions {
  /** How many leaders are killed, and how many stopped. */
  readonly losses: number;
  /** Whether a minute is waited for that changes while it settles: it takes more than one. */
  readonly waitsForSettling: boolean;
}

/** Two replicas over what `share` starts, and what becomes of them and of the data. */
export function describeFailover(
  name: string,
  { losses, waitsForSettling }: FailoverOptions,
  share: (stage: Stage) => Promise<SharedState>,
): void {
  it(`two replicas over ${name}: ${losses} leaders killed and ${losses} stopped, and each settled bucket arrives once and unchanged`, () =>
    withSeed(async (seed) => {
      const stage = await Stage.open();
      const random = new SeededRandom(seed);
      const story = await FailoverStory.open(stage, await share(stage), random);
      try {
        expect(await story.steady(3), "while nothing happens, one leads").toHaveLength(1);
        await loseLeaders(name, story, drawLosses(losses, random));
        await story.catchUp();
        if (waitsForSettling) await story.reach(story.reviseRunning(), 120_000);
        expectSettled(story);
        await reviseSettled(story);
        expect(story.history.violations()).toEqual([]);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${story.account()}`, { cause: error });
      }
    }));
}

/** As many kills as stops, in an order of their own. */
function drawLosses(count: number, random: SeededRandom): Loss[] {
  return random.shuffled(Array.from({ length: count }, () => ["SIGKILL", "SIGSTOP"] as const).flat());
}

async function loseLeaders(name: string, story: FailoverStory, losses: readonly Loss[]): Promise<void> {
  for (const loss of losses) await story.lose(loss);
  const { SIGKILL, SIGSTOP } = story.failovers;
  console.log(`${name}, killed ${shownTimes(SIGKILL)}; stopped ${shownTimes(SIGSTOP)}`);
  for (const times of [SIGKILL, SIGSTOP]) expect(Math.max(...times)).toBeLessThan(slowestFailoverMs);
  expect(story.overBudget(jitterMs).join("\n"), "more than the budget of one request a second").toBe("");
  const { gapMs, code } = await story.handOver();
  console.log(`${name}, handed over within ${gapMs.toFixed()} ms of the release`);
  expect([code, gapMs < slowestHandOverMs]).toEqual([0, true]);
}

/** What changed before it settled arrived as it settled, and all else as it was. */
function expectSettled(story: FailoverStory): void {
  expect(story.history.violations()).toEqual([]);
  const settled = story.reconcile();
  expect(settled).toMatchObject({ missing: [], wrong: [], unexpected: [], changed: [] });
  expect(settled.expected).toBeGreaterThan(5 * 60 * 4);
  expect(story.history.checkpoint!.revisedItems).toBe(0);
}

/** What changes afterwards does not arrive, and is counted. */
async function reviseSettled(story: FailoverStory): Promise<void> {
  await story.reviseDelivered();
  const late = story.reconcile();
  expect(late).toMatchObject({ missing: [], unexpected: [], changed: [] });
  expect(late.wrong.length).toBeGreaterThan(0);
  expect(late.wrong).toHaveLength(story.history.checkpoint!.revisedItems);
}
