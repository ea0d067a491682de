import assert from "node:assert/strict";
import { lane, type On } from "./checkpoint-storage.ts";
import type { ConformanceCase } from "./conformance-case.ts";

/** What is not known is an error, and leaves everything as it was. */
export function failingCases(on: On): ConformanceCase[] {
  return [
    on("what is there and cannot be read is an error, never an absent lane", async (storage, wait) => {
      const { open, corrupt, writes } = storage;
      if (corrupt === undefined) return;
      await wait((await wait(open())).advance(lane, { time: 1 }, 1, []));
      await wait(corrupt(lane));
      const before = writes?.();
      await assert.rejects(
        async () => wait((await wait(open())).load(lane)),
        "an unreadable record was taken for an absent one",
      );
      await assert.rejects(
        async () => wait((await wait(open())).advance(lane, { time: 2 }, 1, [])),
        "an unreadable record was taken for an absent one, and written over",
      );
      assert.equal(writes?.(), before, "an unreadable record was written over");
    }),
    on("a write that failed is an error, and the same advance saves later", async ({ open, failWrites }, wait) => {
      if (failWrites === undefined) return;
      const store = await wait(open());
      await wait(store.advance(lane, { time: 1 }, 1, []));
      const repair = failWrites();
      const skipped = [{ reason: "x", items: 1 }];
      await assert.rejects(wait(store.advance(lane, { time: 2 }, 1, skipped)), "a failed write was reported as saved");
      repair();
      assert.equal(await wait(store.advance(lane, { time: 2 }, 1, skipped)), "saved");
      const loaded = (await wait((await wait(open())).load(lane)))!;
      assert.deepEqual([loaded.frontier.time, { ...loaded.skipped }], [2, { x: { items: 1, ms: 0 } }]);
    }),
  ];
}
