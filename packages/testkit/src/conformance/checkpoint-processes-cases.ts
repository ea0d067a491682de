import assert from "node:assert/strict";
import { SeededRandom } from "../seeded-random.ts";
import { TwoWriters } from "./checkpoint-two-writers.ts";
import { lane, type On } from "./checkpoint-storage.ts";
import type { ConformanceCase } from "./conformance-case.ts";

/** So many orders of events are tried, where the storage does not say otherwise. */
const usualSeeds = 60;
const steps = 14;

/** Several processes over one storage. */
export function processesCases(on: On): ConformanceCase[] {
  return [
    on("a process that is fenced finds out with its next write", async ({ open, openBeside }, wait) => {
      if (openBeside === undefined) return;
      const old = await wait(open());
      const successor = await wait(openBeside());
      assert.equal(await wait(old.advance(lane, { time: 1 }, 1, [])), "saved");
      assert.equal(await wait(successor.advance(lane, { time: 2 }, 2, [])), "saved");
      assert.equal(await wait(old.advance(lane, { time: 3 }, 1, [])), "fenced");
      assert.equal((await wait(old.load(lane)))!.frontier.time, 2);
    }),
    on("who slept while a lane was removed and made anew does not write over the new one", async (storage, wait) => {
      const { open, openBeside } = storage;
      if (openBeside === undefined) return;
      const sleeper = await wait(open());
      const other = await wait(openBeside());
      // As many writes before as behind: a count of writes alone would take the new record for the old one.
      for (const time of [1, 2]) assert.equal(await wait(sleeper.advance(lane, { time }, 1, [])), "saved");
      await wait(other.remove(lane));
      for (const time of [501, 502]) assert.equal(await wait(other.advance(lane, { time }, 2, [])), "saved");
      assert.equal(await wait(sleeper.advance(lane, { time: 3 }, 1, [])), "fenced");
      assert.deepEqual((await wait(other.load(lane)))!.frontier, { time: 502 });
    }),
    on("lanes of two processes do not stand in each other's way", async ({ open, openBeside }, wait) => {
      if (openBeside === undefined) return;
      const stores = [await wait(open()), await wait(openBeside())];
      const both = (time: number) =>
        stores.map((store, i) => store.advance({ ...lane, pass: String(i) }, { time }, 1, []));
      for (let time = 1; time <= 5; time++)
        assert.deepEqual(await wait(Promise.all(both(time))), ["saved", "saved"], `at ${time}`);
    }),
    on("what was written although its answer got lost is saved when it is asked for again", async (storage, wait) => {
      const { open, loseAnswer } = storage;
      if (loseAnswer === undefined) return;
      const store = await wait(open());
      await wait(store.advance(lane, { time: 1 }, 1, []));
      loseAnswer();
      const booked = [{ hour: 0, amounts: { delivered_items: 1 } }];
      const again = () => wait(store.advance(lane, { time: 2 }, 1, [], booked, { time: 1 }));
      const first = await again().catch(() => "unknown");
      if (first === "unknown") assert.equal(await again(), "saved");
      else assert.equal(first, "saved");
      assert.deepEqual((await wait(store.load(lane)))!.books, booked);
    }),
    on(
      "whatever two processes do, and whatever dies or gets lost: no frontier goes back, nothing is booked twice",
      async (storage, wait) => {
        if (storage.openBeside === undefined) return;
        for (let seed = 0; seed < (storage.seeds ?? usualSeeds); seed++) {
          const key = { ...lane, pass: `seed ${seed}` };
          const writers = new TwoWriters(storage, wait, key, new SeededRandom(seed));
          await writers.run(steps);
        }
      },
    ),
  ];
}
