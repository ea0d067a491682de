import { createLogs, logsFromRanges } from "@genai-collector/pdata";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { bodiesIn, filesIn, folder, letterOf, lettersOf, logsOf, makeStore, openStore } from "./letters.ts";

const long = (name: string, length = 3_000): string => name.padEnd(length, "x");

describe("a dead-letter store", () => {
  it("keeps a letter with why it is here, for whom, and what it is part of", async () => {
    const world = new World();
    const { store, stop } = await openStore(world);
    const coverage = {
      receiver: "portkey",
      loop: "cost",
      pass: "",
      from: 0,
      to: 60_000,
      bucketMs: 60_000,
      observedAt: 9,
    };
    const letter = { ...letterOf("a", "b"), coverage };
    expect(await world.until(store.keep(letter))).toBe(true);
    await stop();
    const [found] = await lettersOf(world);
    const { payload, ...known } = letter;
    expect(found!.head).toMatchObject({ ...known, signal: "logs", items: 2, attempts: 0 });
    expect(found!.payload.encoded().map(({ bytes }) => bytes)).toEqual(payload.encoded().map(({ bytes }) => bytes));
  });

  it("writes nothing of who sent it, whatever the ranges and the letter say", async () => {
    const world = new World();
    const { store } = await openStore(world);
    const client = { address: "203.0.113.9:4711", metadata: new Map([["x-tenant", ["acme-secret"]]]) };
    const payload = logsFromRanges(
      logsOf("a")
        .encoded()
        .map(({ bytes }) => ({ bytes, client })),
    );
    const letter = { ...letterOf(), payload, client, sender: "acme-secret" };
    expect(await world.until(store.keep(letter))).toBe(true);
    const text = Buffer.from(world.disk.get(filesIn(world)[0]!)!).toString("latin1");
    expect(text).not.toMatch(/203\.0\.113\.9|acme-secret|x-tenant|sender|client/);
    expect((await lettersOf(world))[0]!.payload.encoded()[0]!.client).toBeUndefined();
  });

  it("is in order, and counts what it keeps", async () => {
    const world = new World();
    const { keep, recorded } = await openStore(world);
    await world.until(Promise.all([keep("a"), keep("b", "c"), keep("d")]));
    expect(await bodiesIn(world)).toEqual([["a"], ["b", "c"], ["d"]]);
    const count = (name: string): number => recorded.count(`dead_letter.${name}`);
    expect([count("kept_letters"), count("kept_items")]).toEqual([3, 4]);
    expect(count("kept_bytes")).toBe(world.disk.get(filesIn(world)[0]!)!.length);
    expect(recorded.values.get("dead_letter.disk_bytes")!.at(-1)).toBe(count("kept_bytes"));
  });

  it("brings letters that come together to disk with few syncs", async () => {
    const world = new World();
    const { keep, runtime } = await openStore(world);
    world.disk.latencyMs = 5;
    await world.until(Promise.all(Array.from({ length: 500 }, (_, i) => keep(String(i)))));
    expect(runtime.callsBySeam.get("files.sync")).toBeLessThan(4);
    expect(await bodiesIn(world)).toHaveLength(500);
  });

  it("begins a new file at max_file_size, and after a restart", async () => {
    const world = new World();
    const config = { max_file_size: "16KiB" };
    const first = await openStore(world, { config });
    for (let i = 0; i < 6; i++) expect(await world.until(first.keep(long(String(i))))).toBe(true);
    await first.stop();
    expect(filesIn(world).map((path) => world.disk.get(path)!.length <= 16_384)).toEqual([true, true]);
    const second = await openStore(world, { config });
    await world.until(second.keep("last"));
    expect(filesIn(world)).toHaveLength(3);
    expect((await bodiesIn(world)).map(([body]) => body!.replaceAll("x", ""))).toEqual([
      "0",
      "1",
      "2",
      "3",
      "4",
      "5",
      "last",
    ]);
  });

  it("cuts a letter that no file is large enough for, and drops the items that are too large alone", async () => {
    const world = new World();
    const { store, dropped } = await openStore(world, { config: { max_file_size: "16KiB" } });
    const bodies = ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => long(name));
    expect(await world.until(store.keep({ ...letterOf(), payload: logsOf(...bodies, long("huge", 20_000)) }))).toBe(
      false,
    );
    expect(dropped("too_large")).toEqual([1, 1]);
    const found = await bodiesIn(world);
    expect(found.length).toBeGreaterThan(1);
    expect(found.flat()).toEqual(bodies);
    // One resource: cut between its records.
    const one = createLogs({
      resourceLogs: [
        {
          resource: { attributes: [] },
          scopeLogs: [
            { logRecords: bodies.map((stringValue) => ({ timeUnixNano: 1n, attributes: [], body: { stringValue } })) },
          ],
        },
      ],
    });
    expect(await world.until(store.keep({ ...letterOf(), payload: one }))).toBe(true);
    expect((await bodiesIn(world)).flat()).toEqual([...bodies, ...bodies]);
  });

  it("keeps what is no telemetry: that is what some letters are about", async () => {
    const world = new World();
    const { store } = await openStore(world);
    const bytes = Uint8Array.from([10, 6, 18, 4, 18, 2, 42, 9]);
    expect(await world.until(store.keep({ ...letterOf(), payload: logsFromRanges([{ bytes }]) }))).toBe(true);
    expect((await lettersOf(world))[0]!.payload.encoded()[0]!.bytes).toEqual(bytes);
  });
});

describe("max_size", () => {
  it("has room for two files at least", () => {
    const world = new World();
    const wrong = { max_size: "64KiB", max_file_size: "33KiB" };
    expect(() => makeStore(world, { config: wrong })).toThrow(/max_file_size: must be at most half of max_size/);
    expect(() => makeStore(world, { config: { ...wrong, max_file_size: "32KiB" } })).not.toThrow();
  });

  const config = { max_size: "64KiB", max_file_size: "16KiB" };

  it("refuse_new: the first letters stay, the others are dropped and counted, and room that is made is used", async () => {
    const world = new World();
    const { keep, dropped } = await openStore(world, { config });
    const kept: boolean[] = [];
    for (let i = 0; i < 30; i++) kept.push(await world.until(keep(long(String(i)))));
    const count = kept.filter(Boolean).length;
    expect(count).toBeGreaterThan(15);
    expect(kept).toEqual(kept.map((_, i) => i < count));
    expect(dropped("full")).toEqual([30 - count, 30 - count]);
    expect(sizeOf(world)).toBeLessThanOrEqual(65_536);
    world.disk.remove(filesIn(world)[0]!);
    expect(await world.until(keep(long("at once")))).toBe(false); // it does not look every time
    await world.advance(1_000);
    expect(await world.until(keep(long("later")))).toBe(true);
  });

  it("drop_oldest: the oldest files go, counted, the newest letters stay", async () => {
    const world = new World();
    const { keep, dropped } = await openStore(world, { config: { ...config, when_full: "drop_oldest" } });
    for (let i = 0; i < 40; i++) expect(await world.until(keep(long(String(i))))).toBe(true);
    const found = (await bodiesIn(world)).map(([body]) => Number(body!.replaceAll("x", "")));
    expect(found).toEqual(Array.from({ length: found.length }, (_, i) => 40 - found.length + i));
    expect(dropped("oldest")).toEqual([40 - found.length, 40 - found.length]);
    expect(sizeOf(world)).toBeLessThanOrEqual(65_536);
  });

  it("drop_oldest: nothing goes that a replay is at; new letters are dropped meanwhile", async () => {
    const world = new World();
    const { keep, dropped } = await openStore(world, { config: { ...config, when_full: "drop_oldest" } });
    const replay = new VirtualRuntime(world);
    const lock = await world.until(replay.files.lock(`${folder}/replay.lock`));
    for (let i = 0; i < 30; i++) await world.until(keep(long(String(i))));
    expect(dropped("oldest")).toEqual([0, 0]);
    expect(dropped("full")[0]).toBeGreaterThan(5);
    await lock!.release();
    expect(await world.until(keep(long("now")))).toBe(true);
  });

  it("is shared by the workers, each with its own folder", async () => {
    const world = new World();
    const { keep } = await openStore(world, { config, worker: { index: 1, count: 2 } });
    for (let i = 0; i < 30; i++) await world.until(keep(long(String(i))));
    const files = world.disk.list("/letters/worker-1").filter((path) => path.endsWith(".letters"));
    expect(files.reduce((sum, path) => sum + world.disk.get(path)!.length, 0)).toBeLessThanOrEqual(32_768);
    expect(filesIn(world)).toEqual([]);
  });
});

describe("a disk", () => {
  it("that is full: letters are dropped and counted, also from the start; they are kept again when there is room", async () => {
    const world = new World();
    world.disk.capacityBytes = 0;
    const mended = world.disk.fail({ call: ["lock", "makeFolder"], code: "ENOSPC" });
    const { keep, dropped, recorded } = await openStore(world);
    expect(await world.until(keep("a"))).toBe(false);
    mended();
    await world.advance(1_000);
    expect(await world.until(keep("b"))).toBe(false);
    expect(dropped("disk_full")).toEqual([2, 2]);
    world.disk.capacityBytes = Infinity;
    await world.advance(1_000);
    expect(await world.until(keep("c"))).toBe(true);
    expect(await bodiesIn(world)).toEqual([["c"]]);
    const lines = recorded.logs.map(({ level, message }) => `${level}: ${message}`);
    expect(lines).toContain("error: Dropping dead letters");
    expect(lines.at(-1)).toBe("info: Dead letters are kept again");
  });

  it("that fills up within a write leaves no half letter, and the ones before it", async () => {
    const world = new World();
    const { keep, dropped } = await openStore(world);
    await world.until(keep("a"));
    world.disk.capacityBytes = world.disk.usedBytes + 100;
    expect(await world.until(keep(long("b")))).toBe(false);
    world.disk.capacityBytes = Infinity;
    expect(await world.until(keep("c"))).toBe(true);
    expect(dropped("disk_full")).toEqual([1, 1]);
    expect(await bodiesIn(world)).toEqual([["a"], ["c"]]);
  });

  it.each(["open", "write", "sync", "syncFolder"] as const)(
    "whose %s fails once: one letter is dropped",
    async (call) => {
      const world = new World();
      const { keep, dropped } = await openStore(world);
      world.disk.fail({ call, code: "EIO", times: 1, path: /letters/ });
      expect(await world.until(keep("a"))).toBe(false);
      expect(await world.until(keep("b"))).toBe(true);
      expect(dropped("failed")).toEqual([1, 1]);
      expect(await bodiesIn(world)).toEqual([["b"]]);
    },
  );

  it("that hangs: what waits is bounded, the rest is dropped, and the end comes in time", async () => {
    const world = new World();
    const { keep, dropped, stop, settings } = await makeStarted(world);
    world.disk.latencyMs = 10_000_000;
    const asked = Array.from({ length: 20 }, (_, i) => keep(long(String(i), 1_000_000)));
    await world.advance(1_000);
    expect(dropped("busy")[0]).toBeGreaterThanOrEqual(11);
    expect(settings.memory.heldBytes).toBeLessThan(10_000_000);
    await stop();
    expect(await Promise.all(asked)).toEqual(asked.map(() => false));
    expect(dropped("closed")[0] + dropped("busy")[0]).toBe(20);
  });

  it("on which the folder cannot be made keeps the collector from starting, with the place and the reason", async () => {
    const world = new World();
    world.disk.fail({ call: "makeFolder", code: "EACCES" });
    await expect(world.until(makeStore(world).start())).rejects.toMatchObject({
      code: "DEAD_LETTER_UNUSABLE",
      message: `cannot keep dead letters in ${folder}: EACCES`,
    });
  });
});

describe("a folder", () => {
  it("has one collector: a second one fails to start, unless the first goes away within a second", async () => {
    const world = new World();
    const first = await openStore(world);
    await expect(world.until(makeStore(world).start())).rejects.toMatchObject({ code: "DEAD_LETTER_LOCKED" });
    const second = makeStore(world);
    const starting = second.start();
    await world.advance(300);
    await first.stop();
    await world.until(starting);
    expect(await world.until(second.keep("a"))).toBe(true);
  });

  it("takes nothing before the start and after the end, and counts that", async () => {
    const world = new World();
    const made = makeStore(world);
    expect(await made.keep("early")).toBe(false);
    await world.until(made.start());
    await made.stop();
    expect(await made.keep("late")).toBe(false);
    expect(made.dropped("closed")).toEqual([2, 2]);
  });
});

async function makeStarted(world: World) {
  const made = makeStore(world);
  await world.until(made.start());
  // The disk hangs: only a signal that has fired ends the shutdown.
  return { ...made, stop: () => world.until(made.stopNow()) };
}

function sizeOf(world: World): number {
  return filesIn(world).reduce((sum, path) => sum + world.disk.get(path)!.length, 0);
}
