import type { LaneKey } from "@genai-collector/component";
import { createSettings, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { Shelf } from "../../test/memory-place.ts";
import { CellStore } from "./cell-store.ts";
import { unreadable } from "./checkpoint-errors.ts";
import { checkpointInstruments, type CheckpointInstruments } from "./checkpoint-instruments.ts";
import { CheckpointTelemetry } from "./checkpoint-telemetry.ts";
import { keyText } from "./lane-record.ts";

const lane: LaneKey = { receiver: "r", loop: "l", pass: "", pipeline: "metrics" };
const other: LaneKey = { ...lane, loop: "other" };
const never = new AbortController().signal;

let shelf: Shelf;
let recorded: Recorded;
let processes: number;
beforeEach(() => {
  shelf = new Shelf();
  recorded = new Recorded();
  processes = 0;
});

function open(): CellStore<number> {
  const settings = createSettings<CheckpointInstruments>("store", new VirtualRuntime(new World(0)), {
    recorded,
    instruments: checkpointInstruments,
  });
  const telemetry = new CheckpointTelemetry(settings.instruments);
  const store = new CellStore<number>({ telemetry, writer: `process ${processes++}` });
  store.open(shelf.place());
  return store;
}

/** Somebody else writes another lane, so that the version is another. */
const meddle = (): void => shelf.put(keyText(other), undefined);

describe("a write that meets another's", () => {
  it("is read, judged and tried again, and saved", async () => {
    const store = open();
    let meddlings = 1;
    shelf.at = (moment) => void (moment === "before replace" && meddlings-- > 0 && meddle());
    expect(await store.advance(lane, { time: 1 }, 1, [])).toBe("saved");
    expect([shelf.attempts, shelf.writes]).toEqual([2, 1]);
    expect(recorded.count("store.writes{outcome=conflict}")).toBe(1);
    expect(recorded.count("store.writes{outcome=written}")).toBe(1);
    expect(recorded.count("store.operations{operation=advance,outcome=saved}")).toBe(1);
  });

  it("each time is given up after exactly 6 attempts, with a retryable error that says 6", async () => {
    const store = open();
    shelf.at = (moment) => void (moment === "before replace" && meddle());
    await expect(store.advance(lane, { time: 1 }, 1, [])).rejects.toMatchObject({
      code: "CHECKPOINT_CONFLICT",
      kind: "retryable",
      message: expect.stringContaining(" 6 attempts") as string,
    });
    expect([shelf.attempts, shelf.writes]).toEqual([6, 0]);
    expect(recorded.count("store.writes{outcome=conflict}")).toBe(6);
    shelf.at = () => undefined;
    expect(await store.advance(lane, { time: 1 }, 1, [])).toBe("saved");
  });

  it("of a newer epoch is fenced by it", async () => {
    const [old, successor] = [open(), open()];
    await old.advance(lane, { time: 1 }, 1, []);
    shelf.at = async (moment) => {
      if (moment !== "before replace") return;
      shelf.at = () => undefined;
      await successor.advance(lane, { time: 1, cursor: "c" }, 2, []);
    };
    expect(await old.advance(lane, { time: 9 }, 1, [])).toBe("fenced");
    expect((await old.load(lane))!.frontier).toEqual({ time: 1, cursor: "c" });
  });
});

describe("sharing", () => {
  it("answers the calls of one moment with one write, and those that come while it is written with the next", async () => {
    const store = open();
    const lanes = Array.from({ length: 20 }, (_, i) => ({ ...lane, pass: String(i) }));
    const all = (time: number) => lanes.map((key) => store.advance(key, { time }, 1, []));
    let second: Promise<unknown> | undefined;
    shelf.at = (moment) => {
      if (moment === "before replace") second ??= Promise.all([...all(2), ...all(3)]);
    };
    expect(await Promise.all(all(1))).toEqual(lanes.map(() => "saved"));
    await second;
    expect([shelf.writes, shelf.attempts]).toEqual([2, 2]);
  });

  it("saves what comes in any turn of the loop behind a write", async () => {
    const store = open();
    for (let turns = 0; turns < 40; turns++) {
      const first = store.advance(lane, { time: 10 * turns + 1 }, 1, []);
      const second = (async () => {
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        return store.advance(lane, { time: 10 * turns + 2 }, 1, []);
      })();
      expect(await Promise.all([first, second])).toEqual(["saved", "saved"]);
    }
  });

  it("judges the calls of one write in their order", async () => {
    const store = open();
    const answers = [5, 3, 5, 9].map((time) => store.advance(lane, { time }, 1, [{ reason: "x", items: 1 }]));
    expect(await Promise.all(answers)).toEqual(["saved", "unchanged", "unchanged", "saved"]);
    expect((await store.load(lane))!.skipped).toEqual({ x: { items: 2, ms: 0 } });
  });

  it("lets a lane that cannot be read fail by itself, and leaves its record as it is", async () => {
    const store = open();
    const broken = { error: unreadable("it is no JSON") };
    shelf.put(keyText(other), broken);
    const answers = await Promise.allSettled([
      store.advance(other, { time: 1 }, 1, []),
      store.advance(lane, { time: 1 }, 1, []),
    ]);
    expect(answers).toEqual([
      { status: "rejected", reason: broken.error },
      { status: "fulfilled", value: "saved" },
    ]);
    expect(shelf.records.get(keyText(other))).toBe(broken);
    await expect(store.load(other)).rejects.toBe(broken.error);
  });

  it("gives each its own write where one finds no room, so that only that one fails", async () => {
    const store = open();
    shelf.refusedSlot = keyText(other);
    const third = { ...lane, loop: "third" };
    const answers = [lane, other, third].map((key) => store.advance(key, { time: 1 }, 1, []));
    expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
  });
});

describe("reading", () => {
  it("is done once for the lanes of one document that are loaded in one moment", async () => {
    const first = open();
    const lanes = Array.from({ length: 20 }, (_, i) => ({ ...lane, pass: String(i) }));
    await Promise.all(lanes.map((key, i) => first.advance(key, { time: i + 1 }, 1, [])));
    const store = open();
    const { reads } = shelf;
    const loaded = await Promise.all(lanes.map((key) => store.load(key)));
    expect(loaded.map((each) => each!.frontier.time)).toEqual(lanes.map((_, i) => i + 1));
    expect(shelf.reads - reads).toBe(1);
  });

  it("is begun after the load was asked for: one that is under way may be older than what the caller knows", async () => {
    const [store, other] = [open(), open()];
    await store.advance(lane, { time: 1 }, 1, []);
    const gate = Promise.withResolvers<void>();
    shelf.at = (moment) => (moment === "read" ? gate.promise : undefined);
    const early = store.load(lane);
    await Promise.resolve();
    await Promise.resolve();
    shelf.at = () => undefined;
    await other.advance(lane, { time: 2 }, 2, []);
    const { reads } = shelf;
    expect((await store.load(lane))!.frontier.time).toBe(2);
    expect(shelf.reads - reads).toBe(1);
    gate.resolve();
    await early;
  });

  it("that fails fails for all that share it, and is begun anew by the next", async () => {
    const store = open();
    shelf.at = () => {
      throw new Error("no network");
    };
    const both = await Promise.allSettled([store.load(lane), store.load(other)]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    shelf.at = () => undefined;
    expect(await store.load(lane)).toBeUndefined();
  });
});

describe("what is remembered", () => {
  it("spares the read before a write over our own write", async () => {
    const store = open();
    for (let time = 1; time <= 5; time++) expect(await store.advance(lane, { time }, 1, [])).toBe("saved");
    expect([shelf.reads, shelf.writes]).toEqual([1, 5]);
  });

  it("spares every read and write of an idle tick: what our own term wrote only rises", async () => {
    const store = open();
    await store.advance(lane, { time: 1 }, 1, []);
    const before = [shelf.reads, shelf.attempts];
    for (let tick = 0; tick < 5; tick++) expect(await store.advance(lane, { time: 1 }, 1, [])).toBe("unchanged");
    expect([shelf.reads, shelf.attempts]).toEqual(before);
  });

  it("never says that a newer epoch has written: that is looked at", async () => {
    const store = open();
    await store.advance(lane, { time: 1 }, 5, []);
    shelf.put(keyText(lane), undefined); // somebody starts the lane over by hand
    expect(await store.advance(lane, { time: 2 }, 4, [])).toBe("saved");
  });

  it("never says what another term wrote: that is looked at", async () => {
    const [first, second] = [open(), open()];
    await first.advance(lane, { time: 5 }, 1, []);
    await second.advance(other, { time: 1 }, 1, []); // knows the lane now
    await first.advance(lane, { time: 5, cursor: "c" }, 2, []);
    expect(await second.advance(lane, { time: 5 }, 2, [])).toBe("saved");
    expect(await first.advance(lane, { time: 6 }, 1, [])).toBe("fenced");
  });

  it("is compared at the next real write: who was fenced finds out", async () => {
    const [old, successor] = [open(), open()];
    await old.advance(lane, { time: 1 }, 1, []);
    await successor.advance(lane, { time: 2 }, 2, []);
    expect(await old.advance(lane, { time: 1 }, 1, [])).toBe("unchanged"); // true, and told without a look
    expect(await old.advance(lane, { time: 3 }, 1, [])).toBe("fenced");
  });

  it("is nothing after a write that failed: what is there is read", async () => {
    const store = open();
    await store.advance(lane, { time: 1 }, 1, []);
    shelf.at = (moment) => {
      if (moment === "before replace") throw new Error("no network");
    };
    await expect(store.advance(lane, { time: 2 }, 1, [])).rejects.toThrow("no network");
    shelf.at = () => undefined;
    const { reads } = shelf;
    expect(await store.advance(lane, { time: 2 }, 1, [])).toBe("saved");
    expect(shelf.reads).toBe(reads + 1);
  });
});

describe("a write whose answer got lost", () => {
  const lose = (): void => {
    shelf.at = (moment) => {
      if (moment !== "after replace") return;
      shelf.at = () => undefined;
      throw new Error("the answer got lost");
    };
  };
  const advance = (store: CellStore<number>, time: number, name = "x") =>
    store.advance(lane, { time }, 1, [{ reason: name, items: 1 }]);

  it("is recognised when it is asked for again, and booked once", async () => {
    const store = open();
    lose();
    await expect(advance(store, 1)).rejects.toThrow("got lost");
    expect(await advance(store, 1)).toBe("saved");
    expect((await store.load(lane))!.skipped).toEqual({ x: { items: 1, ms: 0 } });
    expect(shelf.writes).toBe(1);
    // It is told once: from then on it is there already.
    expect(await advance(store, 1)).toBe("unchanged");
  });

  it("is recognised for each of the calls that shared it", async () => {
    const store = open();
    lose();
    const all = () => {
      const calls = [lane, lane, other].map((key, i) => store.advance(key, { time: i + 1 }, 1, []));
      return Promise.allSettled(calls);
    };
    expect((await all()).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    const saved = { status: "fulfilled", value: "saved" };
    expect(await all()).toEqual([saved, saved, saved]);
    expect(shelf.writes).toBe(1);
  });

  it("is no more when something else is asked for: other sums are not in it", async () => {
    const store = open();
    lose();
    await expect(advance(store, 1, "a")).rejects.toThrow("got lost");
    expect(await advance(store, 1, "b")).toBe("unchanged");
    expect((await store.load(lane))!.skipped).toEqual({ a: { items: 1, ms: 0 } });
  });

  it("is recognised where the client itself tried again and met its own write", async () => {
    const store = open();
    shelf.triesTwice = true;
    expect(await advance(store, 1)).toBe("saved");
    expect((await store.load(lane))!.skipped).toEqual({ x: { items: 1, ms: 0 } });
    expect(shelf.writes).toBe(1);
  });

  it("belongs to its process: another that asks for the same is told that it is there already", async () => {
    const [first, second] = [open(), open()];
    lose();
    await expect(advance(first, 1)).rejects.toThrow("got lost");
    expect(await advance(second, 1)).toBe("unchanged");
  });

  it("and which a newer epoch has written over is fenced", async () => {
    const [first, second] = [open(), open()];
    lose();
    await expect(advance(first, 1)).rejects.toThrow("got lost");
    expect(await second.advance(lane, { time: 2 }, 2, [])).toBe("saved");
    expect(await advance(first, 1)).toBe("fenced");
  });
});

describe("what it counts", () => {
  const last = (name: string): number | undefined => recorded.values.get(`store.${name}`)?.at(-1);

  it("is each operation by its outcome, reads and writes, lanes, and the bytes of the limit", async () => {
    const store = open();
    expect(last("limit_bytes")).toBe(10_000);
    await store.load(lane);
    await store.advance(lane, { time: 1 }, 1, []);
    await store.advance(other, { time: 1 }, 1, []);
    expect([last("lanes"), last("used_bytes")]).toEqual([2, 200]);
    await store.advance(lane, { time: 1 }, 1, []);
    await store.advance(lane, { time: 2 }, 0, []);
    await store.list("r");
    await store.remove(lane);
    await store.remove(lane);
    expect([last("lanes"), last("used_bytes")]).toEqual([1, 100]);
    const operations = [...recorded.counts].filter(([key]) => key.startsWith("store.operations"));
    expect(Object.fromEntries(operations.map(([key, value]) => [key.slice("store.operations".length), value]))).toEqual(
      {
        "{operation=load,outcome=absent}": 1,
        "{operation=advance,outcome=saved}": 2,
        "{operation=advance,outcome=unchanged}": 1,
        "{operation=advance,outcome=fenced}": 1,
        "{operation=list,outcome=ok}": 1,
        "{operation=remove,outcome=ok}": 1,
        "{operation=remove,outcome=absent}": 1,
      },
    );
    expect(recorded.count("store.writes{outcome=written}")).toBe(shelf.writes);
    expect(recorded.count("store.reads")).toBe(shelf.reads);
  });

  it("is a write that failed, and an operation that did", async () => {
    const store = open();
    shelf.at = (moment) => {
      if (moment === "before replace") throw new Error("no network");
    };
    await expect(store.advance(lane, { time: 2 }, 1, [])).rejects.toThrow("no network");
    expect(recorded.count("store.writes{outcome=failed}")).toBe(1);
    expect(recorded.count("store.operations{operation=advance,outcome=failed}")).toBe(1);
  });
});

describe("closing", () => {
  it("waits for the write that is under way, and takes no more", async () => {
    const store = open();
    const gate = Promise.withResolvers<void>();
    shelf.at = (moment) => (moment === "before replace" ? gate.promise : undefined);
    const saving = store.advance(lane, { time: 1 }, 1, []);
    await Promise.resolve();
    const closing = store.close(never);
    await expect(store.advance(lane, { time: 2 }, 1, [])).rejects.toMatchObject({ code: "CHECKPOINT_NOT_SAVED" });
    gate.resolve();
    expect(await closing).toBe(true);
    expect(await saving).toBe("saved");
  });

  it("ends with its signal when a write hangs, and says so", async () => {
    const store = open();
    shelf.at = () => new Promise(() => undefined);
    void store.advance(lane, { time: 1 }, 1, []);
    const deadline = new AbortController();
    const closing = store.close(deadline.signal);
    deadline.abort();
    expect(await closing).toBe(false);
  });
});
