import { describe, expect, it } from "vitest";
import { pointKey } from "../point-key.ts";
import { SinkStore } from "../sink-store.ts";
import { deliveredItems, recordKey, type Expected } from "./items.ts";
import { accountOf, isCleanLoop } from "./loop-account.ts";

const bytes = new Uint8Array();
const point = (value: number, digest = "a") => ({
  name: "runs",
  labels: { session: "s" },
  time: 60_000,
  value,
  digest,
});
const record = (id: string, tokens: number) => ({
  timeUnixNano: "60000000000",
  severity: "INFO",
  traceId: "",
  attributes: { source: "langsmith", id, tokens },
});

const duePoint: Expected = { key: pointKey("runs", { session: "s" }, 60_000), accepts: [7, 8], isDue: true };
const dueRecord: Expected = {
  key: recordKey("records of langsmith", "r1"),
  accepts: [{ tokens: 5, time: "60000000000" }],
  isDue: true,
};

function account(fill: (store: SinkStore) => void, expected: readonly Expected[] = [duePoint, dueRecord]) {
  const store = new SinkStore([]);
  fill(store);
  return accountOf("loop", expected, deliveredItems(store.state(), store.records));
}

describe("accountOf", () => {
  const all = (store: SinkStore): void => {
    store.take(bytes, [point(8)]);
    store.takeRecords(bytes, [record("r1", 5)]);
  };

  it("is clean when everything is there once, and says one of what was true", () => {
    const found = account(all);
    expect(found).toMatchObject({ expected: 2, delivered: 2, missing: 0, duplicated: 0, wrong: 0, resent: 0 });
    expect(isCleanLoop(found)).toBe(true);
  });

  it.each([
    ["nothing came", () => undefined, { missing: 2 }, "missing: runs{"],
    ["a value is another", (store: SinkStore) => store.take(bytes, [point(9)]), { wrong: 1 }, "is 9, is truly 7"],
    [
      "a field is another",
      (store: SinkStore) => store.takeRecords(bytes, [record("r1", 6)]),
      { wrong: 1 },
      "tokens is 6, is truly 5",
    ],
    [
      "a point came again with other bytes",
      (store: SinkStore) => store.take(bytes, [point(7), point(7, "b")]),
      { duplicated: 1, resent: 0 },
      "twice: runs{",
    ],
    [
      "a record came again",
      (store: SinkStore) => store.takeRecords(bytes, [record("r1", 5), record("r1", 5)]),
      { duplicated: 1, resent: 0 },
      "twice: records of langsmith, id r1",
    ],
    [
      "something came that never was",
      (store: SinkStore) => store.takeRecords(bytes, [record("r2", 5)]),
      { duplicated: 1 },
      "not expected: records of langsmith, id r2",
    ],
  ])("is not clean when %s", (_name, fill, counts, example) => {
    const found = account(fill);
    expect(found).toMatchObject(counts);
    expect(found.examples.join("\n")).toContain(example);
    expect(isCleanLoop(found)).toBe(false);
  });

  it("does not miss what only may be there, and counts it when it is", () => {
    const may = [{ ...duePoint, isDue: false }, dueRecord];
    expect(account((store) => store.takeRecords(bytes, [record("r1", 5)]), may)).toMatchObject({
      expected: 1,
      missing: 0,
    });
    expect(account(all, may)).toMatchObject({ expected: 2, delivered: 2 });
  });

  it("counts the same bytes again as sent again, which is harmless", () => {
    const found = account((store) => {
      all(store);
      store.take(bytes, [point(8)]);
    });
    expect([found.resent, isCleanLoop(found)]).toEqual([1, true]);
  });

  it("is not clean when there was nothing to look at", () => {
    expect(isCleanLoop(account(() => undefined, []))).toBe(false);
  });
});
