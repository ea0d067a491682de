import assert from "node:assert/strict";
import type { BookedHour, Skipped } from "@genai-collector/component";
import { lane, type On } from "./checkpoint-storage.ts";
import type { ConformanceCase } from "./conformance-case.ts";

const hourMs = 3_600_000;

/** What was skipped and booked is added up, in the write that moves the frontier. */
export function sumsCases(on: On): ConformanceCase[] {
  return [
    on("sums what was skipped by reason, in the same write", async ({ open }, wait) => {
      const store = await wait(open());
      await wait(store.advance(lane, { time: 1 }, 1, [{ reason: "too_old", items: 3 }]));
      await wait(
        store.advance(lane, { time: 2 }, 1, [
          { reason: "too_old", items: 4, from: 0, to: 60_000 },
          { reason: "backfill", from: 0, to: 1_000 },
          { reason: "backfill", from: 1_000, to: 1_500 },
        ]),
      );
      const { skipped } = (await wait((await wait(open())).load(lane)))!;
      assert.deepEqual({ ...skipped }, { too_old: { items: 7, ms: 60_000 }, backfill: { items: 0, ms: 1_500 } });
    }),
    on(
      "keeps which time was skipped: what goes on where the last stretch ends is one with it",
      async (storage, wait) => {
        const store = await wait(storage.open());
        const backfill = (from: number, to: number): Skipped => ({ reason: "backfill", from, to });
        await wait(store.advance(lane, { time: 20 }, 1, [backfill(10, 20)]));
        await wait(store.advance(lane, { time: 30 }, 1, [backfill(20, 30), { reason: "too_old", items: 4 }]));
        assert.equal(await wait(store.advance(lane, { time: 30 }, 1, [backfill(30, 40)])), "unchanged");
        await wait(store.advance(lane, { time: 50 }, 1, []));
        await wait(store.advance(lane, { time: 60 }, 2, [{ reason: "missed", from: 50, to: 60 }]));
        const { skippedRanges } = (await wait((await wait(storage.open())).load(lane)))!;
        assert.deepEqual(skippedRanges, [backfill(10, 30), { reason: "missed", from: 50, to: 60 }]);
      },
    ),
    on("adds nothing for what it did not save", async ({ open }, wait) => {
      const store = await wait(open());
      await wait(store.advance(lane, { time: 10 }, 2, []));
      await wait(store.advance(lane, { time: 10 }, 2, [{ reason: "x", items: 1 }]));
      await wait(store.advance(lane, { time: 11 }, 1, [{ reason: "x", items: 1 }]));
      assert.deepEqual({ ...(await wait((await wait(open())).load(lane)))!.skipped }, {});
    }),
    on("remembers where the lane began, whatever comes later", async ({ open }, wait) => {
      const store = await wait(open());
      for (const [time, epoch] of [
        [7, 1],
        [8, 1],
        [9, 2],
      ] as const)
        await wait(store.advance(lane, { time }, epoch, []));
      assert.equal((await wait((await wait(open())).load(lane)))!.origin, 7);
    }),
    on("a record that is removed and written again began again", async ({ open }, wait) => {
      const store = await wait(open());
      await wait(store.advance(lane, { time: 7 }, 3, [{ reason: "x", items: 1 }], [booking(0, { delivered_ms: 1 })]));
      await wait(store.remove(lane));
      assert.equal(await wait(store.advance(lane, { time: 5 }, 1, [])), "saved");
      const loaded = (await wait(store.load(lane)))!;
      assert.deepEqual([loaded.origin, loaded.epoch, { ...loaded.skipped }, loaded.books ?? []], [5, 1, {}, []]);
    }),
    on(
      "books hours in the same write, oldest first, and adds up what comes for the same hour",
      async (storage, wait) => {
        const store = await wait(storage.open());
        await wait(store.advance(lane, { time: 1 }, 1, [], [booking(3, { delivered_ms: 1 })]));
        const more = [booking(3, { delivered_ms: 2, "skipped_items/too_old": 4 }), booking(2, { delivered_items: 5 })];
        await wait(store.advance(lane, { time: 2 }, 1, [], more));
        assert.equal(await wait(store.advance(lane, { time: 2 }, 1, [], more)), "unchanged");
        const { books, earlier } = (await wait((await wait(storage.open())).load(lane)))!;
        assert.deepEqual(books, [
          booking(2, { delivered_items: 5 }),
          booking(3, { delivered_ms: 3, "skipped_items/too_old": 4 }),
        ]);
        assert.equal(earlier, undefined);
      },
    ),
    on("keeps the newest 26 hours that have something, and older ones in one sum", async ({ open }, wait) => {
      const store = await wait(open());
      for (let hour = 0; hour < 30; hour++)
        await wait(store.advance(lane, { time: hour }, 1, [], [booking(hour, { delivered_ms: 1 })]));
      const { books, earlier } = (await wait((await wait(open())).load(lane)))!;
      assert.deepEqual(
        books,
        Array.from({ length: 26 }, (_, i) => booking(i + 4, { delivered_ms: 1 })),
      );
      assert.deepEqual({ ...earlier }, { delivered_ms: 4 });
    }),
    on("refuses what cannot be added up, and writes nothing", async ({ open }, wait) => {
      const store = await wait(open());
      await wait(store.advance(lane, { time: 1 }, 1, []));
      const wrong = [
        { hour: 1, amounts: { delivered_ms: 1 } },
        { hour: 0, amounts: { delivered_ms: Number.NaN } },
      ];
      for (const each of wrong) await assert.rejects(wait(store.advance(lane, { time: 2 }, 1, [], [each])));
      await assert.rejects(wait(store.advance(lane, { time: 2 }, 1, [{ reason: "x", items: Infinity }])));
      await assert.rejects(wait(store.advance(lane, { time: 2 }, 0.5, [])));
      const loaded = (await wait((await wait(open())).load(lane)))!;
      assert.deepEqual([loaded.frontier.time, { ...loaded.skipped }, loaded.books ?? []], [1, {}, []]);
    }),
  ];
}

function booking(hour: number, amounts: Readonly<Record<string, number>>): BookedHour {
  return { hour: hour * hourMs, amounts };
}
