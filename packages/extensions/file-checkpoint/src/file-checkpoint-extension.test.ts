import type { CheckpointStore, CollectorView, LaneKey } from "@genai-collector/component";
import { createHost, createSettings, powerCut, VirtualRuntime, World } from "@genai-collector/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { FileCheckpointExtension } from "./file-checkpoint-extension.ts";

const path = "/state/checkpoint.json";
const lane: LaneKey = { receiver: "portkey", loop: "analytics", pass: "", pipeline: "metrics" };
const never = new AbortController().signal;
const notSaved: unknown = expect.objectContaining({ code: "CHECKPOINT_NOT_SAVED", kind: "retryable" });

let world: World;
beforeEach(() => {
  world = new World(0);
});

function create(runtime = new VirtualRuntime(world)) {
  const store = new FileCheckpointExtension(createSettings("file_checkpoint", runtime), { path });
  return { runtime, store };
}

async function open(runtime?: VirtualRuntime) {
  const created = create(runtime);
  await world.until(created.store.start());
  return created;
}

const advance = (store: CheckpointStore, time: number, key = lane) => world.until(store.advance(key, { time }, 1, []));
const stored = (): { lanes: { frontier: { time: number } }[] } =>
  JSON.parse(new TextDecoder().decode(world.disk.get(path))) as ReturnType<typeof stored>;

it("saves what comes in any turn of the loop behind a write", async () => {
  const { store } = await open();
  for (let turns = 0; turns < 60; turns++) {
    const first = store.advance(lane, { time: 10 * turns + 1 }, 1, []);
    const second = (async () => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      return store.advance(lane, { time: 10 * turns + 2 }, 1, []);
    })();
    expect(await world.until(Promise.all([first, second]), 1_000)).toEqual(["saved", "saved"]);
  }
});

describe("starting", () => {
  const damages: readonly (readonly [string, () => void, string])[] = [
    ["is corrupt", () => world.disk.put(path, new TextEncoder().encode("{")), "CHECKPOINT_UNREADABLE"],
    ["is empty", () => world.disk.put(path, new Uint8Array()), "CHECKPOINT_UNREADABLE"],
    ["is of a newer version", () => putText('{"version":2,"lanes":[]}'), "CHECKPOINT_UNREADABLE"],
    ["may not be read", () => void world.disk.fail({ call: "read", code: "EACCES" }), "CHECKPOINT_UNREADABLE"],
    ["is a folder", () => void world.disk.fail({ call: "read", code: "EISDIR" }), "CHECKPOINT_UNREADABLE"],
    ["lies on a broken disk", () => void world.disk.fail({ call: "read", code: "EIO" }), "CHECKPOINT_UNREADABLE"],
    ["cannot be locked", () => void world.disk.fail({ call: "lock", code: "EROFS" }), "CHECKPOINT_LOCKED"],
  ];
  const putText = (text: string): void => world.disk.put(path, new TextEncoder().encode(text));

  it.each(damages)(
    "is refused when the file %s, leaves the file as it is, and no lock",
    async (_what, damage, code) => {
      damage();
      const before = world.disk.get(path);
      const { store, runtime } = create();
      const refusal = expect.objectContaining({
        code,
        kind: "misconfigured",
        message: expect.stringContaining(path) as string,
      });
      await expect(world.until(store.start())).rejects.toEqual(refusal);
      expect(world.disk.get(path)).toEqual(before);
      expect(runtime.leaks()).toEqual([]);
      // Not open, it neither says that a lane is absent nor writes over what is there.
      await expect(store.load(lane)).rejects.toEqual(notSaved);
      await expect(store.advance(lane, { time: 1 }, 1, [])).rejects.toEqual(notSaved);
      expect(world.disk.get(path)).toEqual(before);
    },
  );

  it("is refused while another process has the file, and possible once that is gone", async () => {
    const first = await open();
    const { store } = create();
    await expect(world.until(store.start())).rejects.toMatchObject({
      code: "CHECKPOINT_LOCKED",
      kind: "misconfigured",
    });
    first.runtime.kill();
    await world.until(store.start());
  });

  it("is refused to a second one in the same process, and the first goes on", async () => {
    const { runtime, store } = await open();
    await expect(open(runtime)).rejects.toMatchObject({ code: "CHECKPOINT_LOCKED" });
    expect(await advance(store, 1)).toBe("saved");
  });

  it("is refused for a file that is far too large, which is not read whole", async () => {
    world.disk.put(path, new Uint8Array(64 * 1024 * 1024 + 1));
    await expect(open()).rejects.toThrow(/more than 67108864 bytes/);
  });

  it("goes on after a draft that a crash left behind", async () => {
    world.disk.put(`${path}.tmp`, new TextEncoder().encode("half a dra"));
    const { store } = await open();
    expect(await store.load(lane)).toBeUndefined();
    expect(await advance(store, 1)).toBe("saved");
  });
});

describe("saving", () => {
  it("brings the draft to the disk, then its name, then the name to the disk", async () => {
    const { runtime, store } = await open();
    const calls: string[] = [];
    runtime.intercept = ({ name }) => void calls.push(name.replace("files.", ""));
    await advance(store, 1);
    expect(calls).toEqual(["open", "write", "sync", "close", "rename", "syncFolder"]);
  });

  it("answers the calls of one moment with one write, and those that come while it is written with the next", async () => {
    const { runtime, store } = await open();
    world.disk.latencyMs = 10;
    const writes = (): number => runtime.callsBySeam.get("files.write") ?? 0;
    const lanes = Array.from({ length: 20 }, (_, i) => ({ ...lane, loop: `loop ${i}` }));
    const first = Promise.all(lanes.map((key) => store.advance(key, { time: 1 }, 1, [])));
    await world.advance(15);
    const second = Promise.all(lanes.map((key) => store.advance(key, { time: 2 }, 1, [])));
    expect(await world.until(first)).toEqual(lanes.map(() => "saved"));
    expect(writes()).toBe(1);
    expect(await world.until(second)).toEqual(lanes.map(() => "saved"));
    expect(writes()).toBe(2);
    expect(stored().lanes.map(({ frontier }) => frontier.time)).toEqual(lanes.map(() => 2));
  });

  it("judges the calls of one write in their order", async () => {
    const { store } = await open();
    const answers = [5, 3, 5, 9].map((time) => store.advance(lane, { time }, 1, [{ reason: "x", items: 1 }]));
    expect(await world.until(Promise.all(answers))).toEqual(["saved", "unchanged", "unchanged", "saved"]);
    expect((await store.load(lane))!.skipped).toEqual({ x: { items: 2, ms: 0 } });
  });

  it("writes nothing for what changes nothing", async () => {
    const { runtime, store } = await open();
    await advance(store, 5);
    const before = runtime.calls;
    expect(await advance(store, 5)).toBe("unchanged");
    expect(await world.until(store.advance(lane, { time: 6 }, 0, []))).toBe("fenced");
    await world.until(store.remove({ ...lane, loop: "other" }));
    expect(runtime.calls).toBe(before);
  });

  it.each([
    ["a time that no file can hold", { time: Date.UTC(10_001, 0, 1) }, 1, []],
    ["half a millisecond", { time: 0.5 }, 1, []],
    ["no epoch", { time: 1 }, Number.NaN, []],
    ["sums of no number", { time: 1 }, 1, [{ reason: "x", items: Number.NaN }]],
    ["sums without end", { time: 1 }, 1, [{ reason: "x", from: -Infinity, to: 0 }]],
  ])("refuses %s, which would make the file unreadable, and writes nothing", async (_what, to, epoch, skipped) => {
    const { runtime, store } = await open();
    const before = runtime.calls;
    const refusal = expect.objectContaining({ code: "CHECKPOINT_BAD_TIME", kind: "malformed" });
    await expect(store.advance(lane, to, epoch, skipped)).rejects.toEqual(refusal);
    expect(runtime.calls).toBe(before);
  });

  it("keeps what a newer collector wrote beside what it knows", async () => {
    const known = { ...lane, frontier: { time: 1 }, epoch: 1, skipped: {}, colour: "red" };
    world.disk.put(path, new TextEncoder().encode(JSON.stringify({ version: 1, lanes: [known], region: "eu" })));
    const { store } = await open();
    await advance(store, 2);
    expect(stored()).toEqual({ version: 1, region: "eu", lanes: [{ ...known, frontier: { time: 2 } }] });
  });
});

describe("a write that fails", () => {
  it.each(["open", "write", "sync", "rename", "syncFolder"] as const)(
    "at %s is retryable, leaves no trace in memory, and the same frontier is saved later",
    async (call) => {
      const { store } = await open();
      await advance(store, 1);
      const repair = world.disk.fail({ call, code: "EIO" });
      const skipped = [{ reason: "x", items: 1 }];
      const failing = world.until(store.advance(lane, { time: 2 }, 1, skipped));
      await expect(failing).rejects.toMatchObject({
        code: "CHECKPOINT_NOT_SAVED",
        kind: "retryable",
        message: `cannot write the checkpoint file ${path}: EIO`,
      });
      expect((await store.load(lane))!.frontier).toEqual({ time: 1 });
      repair();
      expect(await world.until(store.advance(lane, { time: 2 }, 1, skipped))).toBe("saved");
      expect((await store.load(lane))!.skipped).toEqual({ x: { items: 1, ms: 0 } });
    },
  );

  it("fails every call that shares it, and none that comes after", async () => {
    const { store } = await open();
    world.disk.fail({ call: "sync", code: "EIO", times: 1 });
    const sharing = ["a", "b"].map((loop) => store.advance({ ...lane, loop }, { time: 1 }, 1, []));
    expect((await world.until(Promise.allSettled(sharing))).map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
    ]);
    expect(await advance(store, 1)).toBe("saved");
    expect(stored().lanes).toHaveLength(1);
  });

  it("on a full disk leaves the old file whole; with room again, the same frontier is saved", async () => {
    const { store } = await open();
    await advance(store, 1);
    world.disk.capacityBytes = world.disk.usedBytes + 10;
    await expect(advance(store, 2)).rejects.toThrow(`cannot write the checkpoint file ${path}: ENOSPC`);
    expect(stored().lanes[0]!.frontier).toEqual({ time: 1 });
    await expect(advance(store, 3)).rejects.toEqual(notSaved);
    world.disk.capacityBytes = Infinity;
    expect(await advance(store, 2)).toBe("saved");
    powerCut(world);
    const { store: after } = await open();
    expect((await after.load(lane))!.frontier).toEqual({ time: 2 });
  });

  it("on a full disk can be the first of all: nothing is taken for a file afterwards", async () => {
    const { store, runtime } = await open();
    world.disk.capacityBytes = 3;
    await expect(advance(store, 1)).rejects.toEqual(notSaved);
    runtime.kill();
    world.disk.capacityBytes = Infinity;
    const { store: after } = await open();
    expect(await after.load(lane)).toBeUndefined();
  });
});

describe("shutting down", () => {
  it("waits for the write that is under way, and takes no more", async () => {
    const { store, runtime } = await open();
    world.disk.latencyMs = 10;
    const saving = store.advance(lane, { time: 1 }, 1, []);
    const stopping = store.shutdown(never);
    await expect(store.advance(lane, { time: 2 }, 1, [])).rejects.toEqual(notSaved);
    await world.until(stopping);
    expect(await saving).toBe("saved");
    expect(runtime.leaks()).toEqual([]);
    await expect(store.load(lane)).rejects.toEqual(notSaved);
  });

  it("ends with its signal when the disk hangs, and keeps the lock: the write may still happen", async () => {
    const { store, runtime } = await open();
    world.disk.latencyMs = Infinity;
    void store.advance(lane, { time: 1 }, 1, []);
    const deadline = new AbortController();
    const stopping = store.shutdown(deadline.signal);
    await world.advance(1_000);
    deadline.abort();
    await world.until(stopping);
    await expect(open()).rejects.toThrow();
    runtime.kill();
  });
});

describe("what came with later versions", () => {
  const putText = (text: string): void => world.disk.put(path, new TextEncoder().encode(text));
  const old = { ...lane, frontier: { time: 1_000 }, epoch: 3, skipped: { too_old: { items: 2, ms: 0 } } };
  const hour = { hour: 3_600_000, amounts: { delivered_ms: 60_000 } };

  it("a file of before, without origin and books, is read as it is, and goes on with books", async () => {
    putText(JSON.stringify({ version: 1, lanes: [old] }));
    const { store } = await open();
    expect(await store.load(lane)).toEqual({ frontier: old.frontier, epoch: 3, skipped: old.skipped });
    const from = { time: 1_000 };
    expect(await world.until(store.advance(lane, { time: 2_000 }, 3, [], [hour], from))).toBe("saved");
    // Where such a lane began is not known, and is not made up.
    expect(stored().lanes).toEqual([{ ...old, frontier: { time: 2_000 }, books: [hour] }]);
  });

  it("where a lane began, and its hours, are in the file in the same write as the frontier", async () => {
    const { store } = await open();
    await world.until(store.advance(lane, { time: 5 }, 1, [{ reason: "x", items: 1 }], [hour], "absent"));
    powerCut(world);
    const { store: after } = await open();
    expect(await after.load(lane)).toMatchObject({ origin: 5, books: [hour], skipped: { x: { items: 1, ms: 0 } } });
  });

  it("a save that would make the file one that no start takes is refused by itself", async () => {
    const { store } = await open();
    await advance(store, 1);
    const huge = { time: 2, cursor: "x".repeat(64 * 1024 * 1024) };
    const calls = [store.advance(lane, huge, 1, []), store.advance({ ...lane, loop: "other" }, { time: 1 }, 1, [])];
    expect(await world.until(Promise.allSettled(calls))).toMatchObject([
      { status: "rejected", reason: { code: "CHECKPOINT_FULL", kind: "misconfigured" } },
      { status: "fulfilled", value: "saved" },
    ]);
    expect((await store.load(lane))!.frontier).toEqual({ time: 1 });
  });

  it("lanes of a receiver that is not configured any more go once they are old, and are out of the file", async () => {
    const now = Date.UTC(2026, 5, 1);
    world = new World(now);
    const { runtime } = create();
    const config = { path, orphans: { remove_after: 30 * 86_400_000 } };
    const store = new FileCheckpointExtension(createSettings("file_checkpoint", runtime), config);
    const pipelines = [{ id: "metrics", signal: "metrics", receivers: ["portkey"], processors: [], exporters: [] }];
    const collector = { pipelines } as unknown as CollectorView;
    await world.until(store.start({ ...createHost(), collector }));
    await advance(store, now - 40 * 86_400_000);
    await advance(store, now - 40 * 86_400_000, { ...lane, receiver: "langsmith" });
    await world.advance(7 * 3_600_000); // two looks
    expect(stored().lanes).toMatchObject([{ receiver: "portkey" }]);
    await world.until(store.shutdown(never));
  });
});
