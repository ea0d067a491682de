import { isCollectorError, type CollectorError } from "@genai-collector/component";
import { SeededRandom } from "@genai-collector/testkit";
import { expect, it } from "vitest";
import { itemsOf, setLetters } from "./letter-stage.ts";
import { MoodySink } from "./moody-sink.ts";
import { coverage, logsOf, setWorld } from "./scripted-sender.ts";

interface Sent {
  readonly items: readonly string[];
  readonly waits: boolean;
  outcome: CollectorError | "taken" | undefined;
}

const runs = 300;

/** Senders of every kind, a sink of every mood, queues of every shape; then the end. */
async function play(seed: number) {
  const random = new SeededRandom(seed);
  const given = setWorld();
  const { world } = given;
  const moods = { busy: 0.2, misconfigured: 0.15, gap: 0.2, silent: 0.05, mostItems: random.pick([1, 3, 100]) };
  const sink = new MoodySink(world, random.fork("sink"), moods);
  const batch = random.chance(0.6)
    ? { batch: { min_size: 6, max_size: random.pick([0, 8]), flush_timeout: "1s" } }
    : {};
  const queue = random.pick([undefined, { num_consumers: 2, queue_size: 50, ...batch }]);
  const retry = { initial_interval: "1s", max_interval: "2s", max_elapsed_time: "5s", enabled: random.chance(0.7) };
  const stage = setLetters(
    sink.answerTo(() => true),
    { queue, retry, world: given },
  );
  await world.until(stage.start());
  const sent: Sent[] = [];
  let number = 0;
  for (let i = 0; i < 20; i++) {
    const groups = Array.from({ length: 1 + random.below(3) }, () =>
      Array.from({ length: 1 + random.below(4) }, () => `${number++}`),
    );
    const isPolled = random.chance(0.2);
    const waits = isPolled || queue === undefined || random.chance(0.5);
    const one: Sent = { items: groups.flat(), waits, outcome: undefined };
    sent.push(one);
    const context = {
      acknowledge: waits ? "delivered" : "accepted",
      coverage: isPolled ? coverage : undefined,
    } as const;
    void stage.consume(logsOf(...groups), context).then((outcome) => (one.outcome = outcome));
    await world.advance(random.below(2_000));
  }
  if (random.chance(0.5)) await world.advance(60_000);
  const ended = stage.pipeline.shutdown(random.chance(0.5) ? AbortSignal.abort() : AbortSignal.any([]));
  await world.advance(120_000);
  await world.until(ended);
  const kept = stage.store.letters.flatMap(({ payload }) => itemsOf(payload));
  return { sent, kept, taken: sink.taken, counted: stage.counted("kept") };
}

it(`kept + taken + given back = in, item by item, whatever the sink, the senders and the end do (${runs} stories)`, async () => {
  let [keptItems, backItems] = [0, 0];
  for (let seed = 1; seed <= runs; seed++) {
    const { sent, kept, taken, counted } = await play(seed);
    const back = sent.flatMap(({ items, waits, outcome }) => {
      const isRefusedAtTheDoor = isCollectorError(outcome) && !waits;
      const isGivenBack = isRefusedAtTheDoor || (isCollectorError(outcome) && outcome.kind !== "gap");
      return isGivenBack ? items.filter((item) => !taken.includes(item)) : [];
    });
    const ascending = (items: readonly string[]): string[] => items.toSorted((a, b) => Number(a) - Number(b));
    const all = sent.flatMap(({ items }) => items);
    expect(ascending([...kept, ...taken, ...back]), `seed ${seed}`).toEqual(all);
    expect(counted, `seed ${seed}`).toBe(kept.length);
    keptItems += kept.length;
    backItems += back.length;
  }
  expect(Math.min(keptItems, backItems)).toBeGreaterThan(10 * runs);
});
