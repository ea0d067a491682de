import assert from "node:assert/strict";
import { lane, type On } from "./checkpoint-storage.ts";
import type { ConformanceCase } from "./conformance-case.ts";

/** When a store writes, and what it leaves as it is. */
export function writingCases(on: On): ConformanceCase[] {
  return [
    on("what changes nothing writes nothing", async ({ open, writes }, wait) => {
      if (writes === undefined) return;
      const store = await wait(open());
      await wait(store.advance(lane, { time: 5 }, 2, []));
      const before = writes();
      const booked = [{ hour: 0, amounts: { delivered_ms: 1 } }];
      assert.equal(await wait(store.advance(lane, { time: 5 }, 2, [{ reason: "x", items: 1 }], booked)), "unchanged");
      assert.equal(await wait(store.advance(lane, { time: 4 }, 2, [])), "unchanged");
      assert.equal(await wait(store.advance(lane, { time: 6 }, 1, [])), "fenced");
      await wait(store.remove({ ...lane, loop: "other" }));
      assert.equal(writes() - before, 0, `${writes() - before} writes changed nothing`);
    }),
    on("calls of one moment share writes: each lane is written once at most", async ({ open, writes }, wait) => {
      if (writes === undefined) return;
      const store = await wait(open());
      const passes = Array.from({ length: 8 }, (_, i) => ({ ...lane, pass: `pass ${i}` }));
      const all = (time: number) => passes.map((key) => store.advance(key, { time }, 1, []));
      await wait(Promise.all(all(1)));
      const before = writes();
      await wait(Promise.all([...all(2), ...all(3), ...all(3)]));
      assert.ok(writes() - before <= passes.length, `${writes() - before} writes for ${passes.length} lanes`);
      for (const key of passes) assert.equal((await wait(store.load(key)))!.frontier.time, 3);
    }),
    on("fields that it does not know stay where they are", async ({ open, addField }, wait) => {
      if (addField === undefined) return;
      await wait((await wait(open())).advance(lane, { time: 1 }, 1, []));
      const isThere = addField(lane);
      assert.ok(isThere(), "the storage did not take the field");
      const store = await wait(open());
      assert.equal(await wait(store.advance(lane, { time: 2 }, 1, [])), "saved");
      assert.ok(isThere(), "a field that it does not know was dropped");
    }),
    on("a record of a newer version is refused, and not written over", async ({ open, makeNewer, writes }, wait) => {
      if (makeNewer === undefined) return;
      await wait((await wait(open())).advance(lane, { time: 1 }, 1, []));
      await wait(makeNewer(lane));
      const before = writes?.();
      await assert.rejects(
        async () => wait((await wait(open())).load(lane)),
        "a record of a newer version was read as if it were one of this",
      );
      await assert.rejects(async () => wait((await wait(open())).advance(lane, { time: 2 }, 1, [])));
      assert.equal(writes?.(), before, "a record of a newer version was written over");
    }),
  ];
}
