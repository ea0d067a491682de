import assert from "node:assert/strict";
import type { Frontier } from "@genai-collector/component";
import { failingCases } from "./checkpoint-failing-cases.ts";
import { keepingCases } from "./checkpoint-keeping-cases.ts";
import { processesCases } from "./checkpoint-processes-cases.ts";
import { lane, onStorage, plain, type CheckpointStorage, type On } from "./checkpoint-storage.ts";
import { sumsCases } from "./checkpoint-sums-cases.ts";
import { writingCases } from "./checkpoint-writing-cases.ts";
import type { ConformanceCase } from "./conformance-case.ts";

const stored = { time: 1_000, cursor: "a" };

type Answer = "saved" | "unchanged" | "fenced";
type Row = readonly [what: string, to: Frontier, epoch: number, answer: Answer, from?: Frontier | "absent"];

/** Rows of the fence (`delivery.md` §6.2), each over a record of time 1000, cursor `a`, epoch 5. */
const fence: readonly Row[] = [
  ["an older epoch with an earlier time", { time: 999, cursor: "b" }, 4, "fenced"],
  ["an older epoch with the same frontier", stored, 4, "fenced"],
  ["an older epoch with another cursor", { time: 1_000, cursor: "b" }, 4, "fenced"],
  ["an older epoch with a later time", { time: 2_000 }, 4, "fenced"],
  ["the same epoch with an earlier time", { time: 999 }, 5, "unchanged"],
  ["the same epoch with an earlier time and another cursor", { time: 999, cursor: "b" }, 5, "unchanged"],
  ["the same epoch with the same frontier", stored, 5, "unchanged"],
  ["the same epoch with another cursor", { time: 1_000, cursor: "b" }, 5, "saved"],
  ["the same epoch without the cursor", { time: 1_000 }, 5, "saved"],
  ["the same epoch with a later time", { time: 1_001, cursor: "a" }, 5, "saved"],
  ["a newer epoch with an earlier time", { time: 999, cursor: "b" }, 6, "unchanged"],
  ["a newer epoch with the same frontier", stored, 6, "unchanged"],
  ["a newer epoch with another cursor", { time: 1_000, cursor: "b" }, 6, "saved"],
  ["a newer epoch with a later time", { time: 1_001 }, 6, "saved"],
  ["a later time, from what is stored,", { time: 2_000 }, 5, "saved", stored],
  ["a later time, from another cursor,", { time: 2_000 }, 5, "unchanged", { time: 1_000, cursor: "b" }],
  ["a later time, from another time,", { time: 2_000 }, 5, "unchanged", { time: 999, cursor: "a" }],
  ["a later time, from nothing,", { time: 2_000 }, 5, "unchanged", "absent"],
  ["an older epoch, from another time,", { time: 2_000 }, 4, "fenced", { time: 999 }],
  ["an older epoch, from nothing,", { time: 2_000 }, 4, "fenced", "absent"],
];

/** Everything that a checkpoint store promises. `create` gives a new, empty storage. */
export function checkpointStoreCases(create: () => Promise<CheckpointStorage>): ConformanceCase[] {
  const on = onStorage(create);
  return [
    on("an absent lane is undefined, without an error", async ({ open }, wait) => {
      const store = await wait(open());
      assert.equal(await wait(store.load(lane)), undefined);
      assert.deepEqual(await wait(store.list(lane.receiver)), []);
    }),
    ...fenceCases(on),
    ...keepingCases(on),
    ...sumsCases(on),
    ...failingCases(on),
    ...writingCases(on),
    ...processesCases(on),
  ];
}

function fenceCases(on: On): ConformanceCase[] {
  const over = fence.map(([what, to, epoch, answer, from]) =>
    on(`the fence: ${what} is ${answer}`, async ({ open }, wait) => {
      const store = await wait(open());
      assert.equal(await wait(store.advance(lane, stored, 5, [])), "saved");
      assert.equal(await wait(store.advance(lane, to, epoch, [], [], from)), answer);
      const loaded = await wait(store.load(lane));
      const [frontier, writer] = answer === "saved" ? [to, epoch] : [stored, 5];
      assert.deepEqual([plain(loaded!.frontier), loaded!.epoch], [plain(frontier), writer]);
    }),
  );
  const overNothing: readonly Row[] = [
    ["any time and epoch", { time: 5 }, 0, "saved"],
    ["the instant 0 with a cursor", { time: 0, cursor: "c" }, 1, "saved"],
    ["a time before 1970", { time: -1 }, 1, "saved"],
    ["a later time, from nothing,", { time: 5 }, 1, "saved", "absent"],
    ["a later time, from something,", { time: 5 }, 1, "unchanged", { time: 4 }],
  ];
  const absent = overNothing.map(([what, to, epoch, answer, from]) =>
    on(`the fence over nothing: ${what} is ${answer}`, async ({ open }, wait) => {
      const store = await wait(open());
      assert.equal(await wait(store.advance(lane, to, epoch, [], [], from)), answer);
      const frontier = (await wait(store.load(lane)))?.frontier;
      assert.deepEqual(frontier && plain(frontier), answer === "saved" ? to : undefined);
    }),
  );
  return [...over, ...absent];
}
