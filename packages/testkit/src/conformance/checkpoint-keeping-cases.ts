import assert from "node:assert/strict";
import { lane, plain, type On } from "./checkpoint-storage.ts";
import type { ConformanceCase } from "./conformance-case.ts";

/** What was saved is there, for each lane by itself. */
export function keepingCases(on: On): ConformanceCase[] {
  return [
    on("what was saved is there when it is opened again", async ({ open }, wait) => {
      const to = { time: Date.UTC(2026, 0, 1), cursor: 'any "text"\n with ☃' };
      const skipped = [{ reason: "too_old", items: 2, from: 1, to: 11 }];
      await wait((await wait(open())).advance(lane, to, 7, skipped));
      const loaded = await wait((await wait(open())).load(lane));
      assert.deepEqual([plain(loaded!.frontier), loaded!.epoch], [to, 7]);
      assert.deepEqual({ ...loaded!.skipped }, { too_old: { items: 2, ms: 10 } });
    }),
    on("lanes are kept apart, whatever their names hold", async ({ open }, wait) => {
      const names = ["a", "a/b", "a:b", 'a","b', "", "__proto__", "a b", "A"];
      const lanes = names.flatMap((name) => [
        { ...lane, receiver: "r", loop: name },
        { ...lane, receiver: "r", loop: "x", pass: name },
        { ...lane, receiver: "r", loop: "x", pass: "y", pipeline: name },
      ]);
      const store = await wait(open());
      for (const [i, key] of lanes.entries()) await wait(store.advance(key, { time: i }, 1, []));
      const again = await wait(open());
      for (const [i, key] of lanes.entries()) assert.equal((await wait(again.load(key)))!.frontier.time, i);
    }),
    on("lists the lanes of one receiver, and no other's", async ({ open }, wait) => {
      const store = await wait(open());
      const others = [
        { ...lane, receiver: "acme" },
        { ...lane, receiver: "acme/eu2" },
      ];
      for (const key of [lane, { ...lane, pass: "p" }, ...others]) await wait(store.advance(key, { time: 1 }, 1, []));
      const found = await wait((await wait(open())).list(lane.receiver));
      assert.deepEqual(found.map(({ pass }) => pass).sort(), ["", "p"]);
      for (const key of found) assert.deepEqual({ ...key }, { ...lane, pass: key.pass });
    }),
    on("forgets a lane that was removed, and only that one; removing it twice is fine", async ({ open }, wait) => {
      const store = await wait(open());
      const other = { ...lane, loop: "other" };
      for (const key of [lane, other]) await wait(store.advance(key, { time: 1 }, 1, []));
      await wait(store.remove(lane));
      await wait(store.remove(lane));
      const again = await wait(open());
      assert.equal(await wait(again.load(lane)), undefined);
      assert.notEqual(await wait(again.load(other)), undefined);
    }),
    on(
      "takes the first instant of the year 1, 0 with a cursor, and the last of the year 9999",
      async ({ open }, wait) => {
        const instants = [{ time: Date.parse("0001-01-01T00:00:00Z") }, { time: 0, cursor: "c" }];
        for (const to of [...instants, { time: Date.parse("9999-12-31T23:59:59.999Z") }]) {
          const store = await wait(open()); // what was opened before is closed
          assert.equal(await wait(store.advance(lane, to, 1, [])), "saved");
          assert.deepEqual(plain((await wait((await wait(open())).load(lane)))!.frontier), to);
        }
      },
    ),
    on("an instant that cannot be written is refused, and what is stored stays readable", async ({ open }, wait) => {
      const store = await wait(open());
      await wait(store.advance(lane, { time: 1_000 }, 1, []));
      for (const time of [Date.UTC(10_001, 0, 1), Date.parse("0001-01-01T00:00:00Z") - 1, NaN, Infinity, 1_000.5])
        await assert.rejects(wait(store.advance(lane, { time }, 1, [])), `the instant ${time} was accepted`);
      assert.equal((await wait((await wait(open())).load(lane)))!.frontier.time, 1_000);
    }),
    on("many advances at once leave the furthest", async ({ open }, wait) => {
      const store = await wait(open());
      const times = [5, 1, 9, 3, 7];
      const answers = await wait(Promise.all(times.map((time) => store.advance(lane, { time }, 1, []))));
      assert.equal(answers[2], "saved");
      assert.equal((await wait((await wait(open())).load(lane)))!.frontier.time, 9);
    }),
  ];
}
