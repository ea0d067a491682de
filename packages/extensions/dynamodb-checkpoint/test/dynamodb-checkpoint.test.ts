import type { CheckpointStore, LaneKey } from "@genai-collector/component";
import { beforeEach, describe, expect, it } from "vitest";
import { table, VirtualStorage } from "./virtual-storage.ts";

const lane: LaneKey = { receiver: "portkey", loop: "analytics", pass: "", pipeline: "metrics" };
const usage: LaneKey = { ...lane, loop: "usage" };

let storage: VirtualStorage;
beforeEach(() => {
  storage = new VirtualStorage();
});

const advance = (store: CheckpointStore, time: number, key = lane, epoch = 1) =>
  storage.until(store.advance(key, { time }, epoch, []));

/** How often each item was asked for, by kind of call. */
function countCalls(): Map<string, number> {
  const calls = new Map<string, number>();
  storage.dynamo.onCall = ({ name }) => void calls.set(name, (calls.get(name) ?? 0) + 1);
  return calls;
}

/** Somebody else writes the lane's item before each write of ours arrives, `times` times. */
function meddle(store: CheckpointStore, times: number): void {
  let left = times;
  storage.runtimeOf(store).intercept = ({ name }) => {
    if (name !== "dynamodb.put" || left-- <= 0) return undefined;
    storage.change(lane, { version: (storage.item(lane)!["version"] as number) + 1 });
    return undefined;
  };
}

describe("an item", () => {
  it("is written under the condition that nobody has written since, and counts its writes", async () => {
    const store = await storage.open();
    await advance(store, 1);
    const first = storage.item(lane)!["version"] as number;
    for (const time of [2, 3]) await advance(store, time);
    expect(storage.item(lane)).toMatchObject({
      pk: 'acme/ckpt#["portkey","analytics","","metrics"]',
      time: "1970-01-01T00:00:00.003Z",
      origin: "1970-01-01T00:00:00.001Z",
      epoch: 1,
      version: first + 2,
    });
  });

  it("is neither read nor written by an idle tick, and written without a read by the next", async () => {
    const store = await storage.open();
    await advance(store, 1);
    const calls = countCalls();
    expect(await advance(store, 1)).toBe("unchanged");
    expect(calls.size).toBe(0);
    expect(await advance(store, 2)).toBe("saved");
    expect(Object.fromEntries(calls)).toEqual({ "dynamodb.put": 1 });
  });

  it("DynamoDB one condition failure: read again and saved", async () => {
    const store = await storage.open();
    await advance(store, 1);
    meddle(store, 1);
    const calls = countCalls();
    expect(await advance(store, 2)).toBe("saved");
    expect(calls.get("dynamodb.put")).toBe(2);
  });

  it("DynamoDB permanent condition failure: exactly 6 puts attempted, and the error says 6", async () => {
    const store = await storage.open();
    await advance(store, 1);
    meddle(store, Infinity);
    const calls = countCalls();
    await expect(advance(store, 2)).rejects.toMatchObject({
      code: "CHECKPOINT_CONFLICT",
      kind: "retryable",
      message: expect.stringContaining("6 attempts") as string,
    });
    expect(calls.get("dynamodb.put")).toBe(6);
  });

  it("DynamoDB lower epoch, later time: fenced", async () => {
    const store = await storage.open();
    await advance(store, 1, lane, 5);
    expect(await advance(store, 9, lane, 4)).toBe("fenced");
    expect(storage.item(lane)).toMatchObject({ time: "1970-01-01T00:00:00.001Z", epoch: 5 });
  });

  it("that was removed and made anew never has an old version again: who slept meanwhile cannot write over it", async () => {
    const sleeper = await storage.open();
    for (const time of [1, 2]) await advance(sleeper, time, lane, 5);
    const successor = await storage.openBeside();
    await storage.until(successor.remove(lane)); // starts the lane over
    for (const time of [500, 501]) expect(await advance(successor, time, lane, 6)).toBe("saved");
    expect(await advance(sleeper, 3, lane, 5)).toBe("fenced");
    expect(storage.item(lane)).toMatchObject({ time: "1970-01-01T00:00:00.501Z", epoch: 6 });
  });

  it("that somebody deleted and another process made anew is not written over, either", async () => {
    const sleeper = await storage.open();
    await advance(sleeper, 1, lane, 5);
    const successor = await storage.openBeside();
    storage.dynamo.deleteItem(table, String(storage.item(lane)!["pk"]));
    expect(await advance(successor, 500, lane, 5)).toBe("saved");
    expect(await advance(sleeper, 3, lane, 5)).toBe("unchanged");
    expect(storage.item(lane)).toMatchObject({ time: "1970-01-01T00:00:00.500Z" });
  });

  it("DynamoDB missing version: decodes, and the next save upgrades it", async () => {
    const first = await storage.open();
    await advance(first, 1);
    storage.change(lane, { version: undefined });
    const store = await storage.open();
    expect((await storage.until(store.load(lane)))!.frontier).toEqual({ time: 1 });
    expect(await advance(store, 2)).toBe("saved");
    expect(storage.item(lane)).toMatchObject({
      version: expect.any(Number) as number,
      time: "1970-01-01T00:00:00.002Z",
    });
  });

  it("DynamoDB missing version: can be removed", async () => {
    const first = await storage.open();
    await advance(first, 1);
    storage.change(lane, { version: undefined });
    const store = await storage.open();
    await storage.until(store.remove(lane));
    expect(storage.item(lane)).toBeUndefined();
    expect(await storage.until(store.list("portkey"))).toEqual([]);
  });

  it.each([
    ["a version that is no number", { version: "three" }],
    ["no time", { time: undefined }],
    ["no epoch", { epoch: undefined }],
    ["the names of another lane", { loop: "usage" }],
    ["a newer format", { format: 2 }],
  ])("DynamoDB corrupt item, with %s: load and save error with zero puts", async (_what, change) => {
    const first = await storage.open();
    await advance(first, 1);
    storage.change(lane, change);
    const before = storage.item(lane);
    const store = await storage.open();
    const refusal = expect.objectContaining({
      code: "CHECKPOINT_UNREADABLE",
      kind: "misconfigured",
      message: expect.stringContaining('the item acme/ckpt#["portkey","analytics","","metrics"]') as string,
    });
    const calls = countCalls();
    await expect(storage.until(store.load(lane))).rejects.toEqual(refusal);
    await expect(advance(store, 2)).rejects.toEqual(refusal);
    expect(calls.get("dynamodb.put")).toBeUndefined();
    expect(storage.item(lane)).toEqual(before);
    expect(await advance(store, 1, usage)).toBe("saved");
  });

  it("that has become too large is refused by itself, with its size", async () => {
    const store = await storage.open();
    const to = { time: 1, cursor: "x".repeat(410_000) };
    await expect(storage.until(store.advance(lane, to, 1, []))).rejects.toMatchObject({
      code: "CHECKPOINT_FULL",
      message: expect.stringMatching(/would have \d+ bytes of 409600/) as string,
    });
    expect(storage.item(lane)).toBeUndefined();
  });

  it("a table that does not answer is an error, never an absent lane", async () => {
    const store = await storage.open();
    storage.dynamo.fault({ kind: "throttled", retryAfterMs: 500 });
    await expect(storage.until(store.load(lane))).rejects.toMatchObject({ code: "DYNAMODB_UNAVAILABLE" });
    await expect(advance(store, 1)).rejects.toMatchObject({ kind: "retryable", retryAfterMs: 500 });
  });

  it("a write that arrives after its client gave up does not undo what was written since", async () => {
    const store = await storage.open();
    await advance(store, 1);
    const first = storage.item(lane)!["version"] as number;
    storage.dynamo.fault({ call: "dynamodb.put", kind: "late", lateMs: 8_000, times: 1 });
    await expect(advance(store, 2)).rejects.toMatchObject({ code: "DYNAMODB_UNAVAILABLE" });
    expect(await advance(store, 2)).toBe("saved");
    expect(await advance(store, 3)).toBe("saved");
    await storage.world.advance(20_000);
    expect(storage.item(lane)).toMatchObject({ time: "1970-01-01T00:00:00.003Z", version: first + 2 });
  });
});

describe("listing", () => {
  const index = (receiver?: string) =>
    storage.dynamo.item(table, receiver === undefined ? "acme/ckptidx" : `acme/ckptidx#${receiver}`);
  const namesOf = (receiver?: string): unknown => JSON.parse(String(index(receiver)?.["names"] ?? "[]"));
  const text = (key: LaneKey): string => JSON.stringify([key.receiver, key.loop, key.pass, key.pipeline]);

  it("needs no scan: an item for each receiver lists its lanes, and one the receivers", async () => {
    const store = await storage.open();
    await advance(store, 1);
    await advance(store, 1, usage);
    await advance(store, 1, { ...lane, receiver: "langsmith" });
    expect(namesOf()).toEqual(["langsmith", "portkey"]);
    expect(namesOf("portkey")).toEqual([text(lane), text(usage)]);
    const again = await storage.open();
    expect(await storage.until(again.list("portkey"))).toEqual([lane, usage]);
    await storage.until(again.remove(usage));
    expect(namesOf("portkey")).toEqual([text(lane)]);
  });

  it("is written once for the first saves of one moment", async () => {
    const store = await storage.open();
    const lanes = Array.from({ length: 20 }, (_, i) => ({ ...lane, pass: String(i) }));
    const writes = new Map<string, number>();
    storage.dynamo.onWrite = ({ pk }) => void writes.set(pk, (writes.get(pk) ?? 0) + 1);
    await storage.until(Promise.all(lanes.map((key) => store.advance(key, { time: 1 }, 1, []))));
    expect(await storage.until(store.list("portkey"))).toHaveLength(20);
    expect(writes.get("acme/ckptidx")).toBe(1);
    expect(writes.get("acme/ckptidx#portkey")).toBeLessThanOrEqual(20);
  });

  it("holds every lane that has an item, and no other, whichever call of the first save or the removal it dies in", async () => {
    for (const deed of ["save", "remove"] as const) {
      for (let call = 1; call <= 10; call++) {
        for (const when of ["before", "after"] as const) {
          storage = new VirtualStorage();
          const first = await storage.open();
          await advance(first, 1, usage);
          if (deed === "remove") await advance(first, 1);
          let left = call;
          storage.runtimeOf(first).intercept = ({ name }) =>
            name.startsWith("dynamodb.") && --left === 0 ? `die ${when}` : undefined;
          const dying = deed === "save" ? first.advance(lane, { time: 1 }, 1, []) : first.remove(lane);
          dying.catch(() => undefined);
          await storage.world.advance(1_000);
          const next = await storage.open();
          const hasItem = storage.item(lane) !== undefined;
          expect(await storage.until(next.list("portkey"))).toEqual(hasItem ? [lane, usage] : [usage]);
          expect(await advance(next, 2)).toBe("saved");
          expect(await storage.until(next.list("portkey"))).toEqual([lane, usage]);
        }
      }
    }
  });

  it("is mended when a lane is found that it lacks", async () => {
    const first = await storage.open();
    await advance(first, 1);
    storage.dynamo.deleteItem(table, "acme/ckptidx#portkey");
    const store = await storage.open();
    expect(await storage.until(store.load(lane))).toBeDefined();
    expect(await storage.until(store.list("portkey"))).toEqual([lane]);
  });

  it.each([
    ["removal", "replica-0"],
    ["first save", "replica-1"],
  ])(
    "holds a lane that one process makes anew while another removes it, whoever is slow: the %s",
    async (_what, slow) => {
      for (let lateMs = 0; lateMs <= 240; lateMs += 8) {
        storage = new VirtualStorage();
        const remover = await storage.open();
        await advance(remover, 1, usage);
        await advance(remover, 1);
        const maker = await storage.openBeside();
        await storage.until(maker.load(lane)); // knows that it is listed
        storage.dynamo.fault({ call: "dynamodb.put", from: slow, kind: "late", lateMs, times: 1 });
        const removing = remover.remove(lane);
        await storage.world.advance(20);
        const saving = maker.advance(lane, { time: 2 }, 2, []);
        await storage.until(Promise.all([removing, saving]));
        const hasItem = storage.item(lane) !== undefined;
        const expected = hasItem ? [text(lane), text(usage)] : [text(usage)];
        expect([lateMs, namesOf("portkey")]).toEqual([lateMs, expected]);
      }
    },
  );

  it("that is corrupt is an error, and never written over", async () => {
    const first = await storage.open();
    await advance(first, 1);
    storage.dynamo.writeItem(table, { pk: "acme/ckptidx#portkey", names: "{", version: 1 });
    const store = await storage.open();
    await expect(storage.until(store.list("portkey"))).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE" });
    await expect(advance(store, 1, usage)).rejects.toMatchObject({ code: "CHECKPOINT_UNREADABLE" });
    expect(index("portkey")!["names"]).toBe("{");
    storage.dynamo.deleteItem(table, "acme/ckptidx#portkey");
    expect((await storage.until(store.load(lane)))!.frontier).toEqual({ time: 1 });
    expect(await storage.until(store.list("portkey"))).toEqual([lane]);
  });

  it("keeps attributes that others gave it", async () => {
    const first = await storage.open();
    await advance(first, 1);
    storage.dynamo.writeItem(table, { ...index("portkey")!, colour: "red" });
    const store = await storage.open();
    await advance(store, 1, usage);
    expect(index("portkey")!["colour"]).toBe("red");
  });

  it("two processes that begin at once are both listed", async () => {
    const stores = [await storage.open(), await storage.openBeside()];
    const keys = stores.map((_, i) => ({ ...lane, pass: String(i) }));
    const both = stores.map((store, i) => store.advance(keys[i]!, { time: 1 }, 1, []));
    expect(await storage.until(Promise.all(both))).toEqual(["saved", "saved"]);
    expect(await storage.until(stores[0]!.list("portkey"))).toEqual(keys);
  });
});
