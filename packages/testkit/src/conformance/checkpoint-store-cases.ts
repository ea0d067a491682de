import assert from "node:assert/strict";
import type { CheckpointStore, Frontier, LaneKey } from "@genai-collector/component";
import { plainCase, type ConformanceCase } from "./conformance-case.ts";

/** One storage, and stores over it. */
export interface CheckpointStorage {
  /** A store over it, as a new process would open it; what was opened before is closed. */
  open(): Promise<CheckpointStore>;
  /** Makes the record of a lane one that is there and cannot be read. Left out where no such thing can be. */
  corrupt?(key: LaneKey): Promise<void>;
  /** Lets writes fail. Returns the repair. Left out where writes cannot fail. */
  failWrites?(): () => void;
  /** Waits for a promise; advances virtual time on the way, where the store needs time. */
  until?<T>(promise: Promise<T>): Promise<T>;
}

const lane: LaneKey = { receiver: "acme/eu", loop: "usage", pass: "", pipeline: "metrics" };

/** Rows of the fence (`delivery.md` §6.2), each over a record of time 1000, cursor `a`, epoch 5. */
const fence: readonly [what: string, to: Frontier, epoch: number, answer: "saved" | "unchanged" | "fenced"][] = [
  ["an older epoch with a later time", { time: 2_000 }, 4, "fenced"],
  ["an older epoch with another cursor", { time: 1_000, cursor: "b" }, 4, "fenced"],
  ["an older epoch with the same frontier", { time: 1_000, cursor: "a" }, 4, "fenced"],
  ["the same epoch with an earlier time", { time: 999, cursor: "b" }, 5, "unchanged"],
  ["the same epoch with the same frontier", { time: 1_000, cursor: "a" }, 5, "unchanged"],
  ["the same epoch with another cursor", { time: 1_000, cursor: "b" }, 5, "saved"],
  ["the same epoch without the cursor", { time: 1_000 }, 5, "saved"],
  ["the same epoch with a later time", { time: 1_001, cursor: "a" }, 5, "saved"],
  ["a newer epoch with an earlier time", { time: 999, cursor: "b" }, 6, "unchanged"],
  ["a newer epoch with the same frontier", { time: 1_000, cursor: "a" }, 6, "unchanged"],
  ["a newer epoch with another cursor", { time: 1_000, cursor: "b" }, 6, "saved"],
  ["a newer epoch with a later time", { time: 1_001 }, 6, "saved"],
];

/** Everything that a checkpoint store promises. `create` gives a new, empty storage. */
export function checkpointStoreCases(create: () => Promise<CheckpointStorage>): ConformanceCase[] {
  const on = (name: string, play: (storage: CheckpointStorage, wait: Wait) => Promise<void>): ConformanceCase =>
    plainCase(name, async () => {
      const storage = await create();
      await play(storage, async (promise) => storage.until?.(promise) ?? promise);
    });
  return [
    on("an absent lane is undefined, without an error", async ({ open }, wait) => {
      const store = await wait(open());
      assert.equal(await wait(store.load(lane)), undefined);
      assert.deepEqual(await wait(store.list(lane.receiver)), []);
    }),
    ...fence.map(([what, to, epoch, answer]) =>
      on(`the fence: ${what} is ${answer}`, async ({ open }, wait) => {
        const store = await wait(open());
        const before = { time: 1_000, cursor: "a" };
        assert.equal(await wait(store.advance(lane, before, 5, [])), "saved");
        assert.equal(await wait(store.advance(lane, to, epoch, [])), answer);
        const loaded = await wait(store.load(lane));
        const [frontier, stored] = answer === "saved" ? [to, epoch] : [before, 5];
        assert.deepEqual([plain(loaded!.frontier), loaded!.epoch], [plain(frontier), stored]);
      }),
    ),
    ...keepingCases(on),
    ...skippingCases(on),
    ...failingCases(on),
  ];
}

type Wait = <T>(promise: Promise<T>) => Promise<T>;
type On = (name: string, play: (storage: CheckpointStorage, wait: Wait) => Promise<void>) => ConformanceCase;

function keepingCases(on: On): ConformanceCase[] {
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
    on("takes the instant 0 with a cursor, and the last instant of the year 9999", async ({ open }, wait) => {
      for (const to of [{ time: 0, cursor: "c" }, { time: Date.UTC(9999, 11, 31) }]) {
        const store = await wait(open()); // what was opened before is closed
        assert.equal(await wait(store.advance(lane, to, 1, [])), "saved");
        assert.deepEqual(plain((await wait((await wait(open())).load(lane)))!.frontier), to);
        await wait((await wait(open())).advance(lane, { time: 1 }, 1, []));
      }
    }),
    on("an instant that cannot be written is refused, and what is stored stays readable", async ({ open }, wait) => {
      const store = await wait(open());
      await wait(store.advance(lane, { time: 1_000 }, 1, []));
      for (const time of [Date.UTC(10_001, 0, 1), NaN, Infinity, 1_000.5])
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

function skippingCases(on: On): ConformanceCase[] {
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
    on("adds nothing for what it did not save", async ({ open }, wait) => {
      const store = await wait(open());
      await wait(store.advance(lane, { time: 10 }, 2, []));
      await wait(store.advance(lane, { time: 10 }, 2, [{ reason: "x", items: 1 }]));
      await wait(store.advance(lane, { time: 11 }, 1, [{ reason: "x", items: 1 }]));
      assert.deepEqual({ ...(await wait((await wait(open())).load(lane)))!.skipped }, {});
    }),
  ];
}

function failingCases(on: On): ConformanceCase[] {
  return [
    on("what is there and cannot be read is an error, never an absent lane", async ({ open, corrupt }, wait) => {
      if (corrupt === undefined) return;
      await wait((await wait(open())).advance(lane, { time: 1 }, 1, []));
      await wait(corrupt(lane));
      await assert.rejects(
        async () => (await wait(open())).load(lane),
        "an unreadable record was taken for an absent one",
      );
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

/** Without members that are undefined: a store may leave them out or set them. */
function plain({ time, cursor }: Frontier): Frontier {
  return cursor === undefined || cursor === "" ? { time } : { time, cursor };
}
