import type { CheckpointStore, LaneKey } from "@genai-collector/component";
import { beforeEach, describe, expect, it } from "vitest";
import { dataKey } from "../src/data-key.ts";
import { VirtualStorage } from "./virtual-storage.ts";

const lane: LaneKey = { receiver: "portkey", loop: "analytics", pass: "", pipeline: "metrics" };
const passes = (count: number, from = 0): LaneKey[] =>
  Array.from({ length: count }, (_, i) => ({ ...lane, pass: `pass ${from + i}` }));

let storage: VirtualStorage;
beforeEach(() => {
  storage = new VirtualStorage();
});

const advance = (store: CheckpointStore, time: number, key = lane, epoch = 1) =>
  storage.until(store.advance(key, { time }, epoch, []));
const configMaps = () =>
  [...storage.names].toSorted((a, b) => (a < b ? -1 : 1)).map((name) => storage.kubernetes.configMap(name)!);

/** How often the API server was asked, by kind of call. */
function countCalls(): Map<string, number> {
  const calls = new Map<string, number>();
  storage.kubernetes.onCall = ({ name }) => void calls.set(name, (calls.get(name) ?? 0) + 1);
  return calls;
}

/** Somebody else writes the ConfigMap before each write of ours arrives, `times` times. */
function meddle(store: CheckpointStore, times: number): void {
  let left = times;
  storage.runtimeOf(store).intercept = ({ name }) => {
    if (name !== "kubernetes.replace" || left-- <= 0) return undefined;
    const { name: home, data } = storage.home(lane);
    storage.kubernetes.writeConfigMap(home, { ...data, [`meddled.${left}`]: "{}" });
    return undefined;
  };
}

describe("a ConfigMap", () => {
  it("is made with the first save, says whose it is, and holds a record of JSON for each lane", async () => {
    const store = await storage.open();
    await advance(store, Date.UTC(2026, 0, 1));
    await advance(store, 5, { ...lane, loop: "usage" });
    expect(configMaps()).toEqual([
      {
        metadata: {
          name: expect.stringMatching(/^genai-collector-checkpoint-portkey-[0-9a-f]{8}-0$/) as string,
          resourceVersion: expect.any(String) as string,
          labels: {
            "app.kubernetes.io/managed-by": "genai-collector",
            "genai-collector/checkpoint": "genai-collector-checkpoint",
            "genai-collector/receiver": expect.any(String) as string,
            "genai-collector/shard": "0",
          },
          annotations: { "genai-collector/receiver-id": "portkey" },
        },
        data: {
          [dataKey(lane)]: expect.any(String) as string,
          [dataKey({ ...lane, loop: "usage" })]: expect.any(String) as string,
        },
      },
    ]);
    expect(JSON.parse(storage.text(lane))).toEqual({
      version: 1,
      ...lane,
      frontier: { time: Date.UTC(2026, 0, 1) },
      epoch: 1,
      skipped: {},
      origin: Date.UTC(2026, 0, 1),
      write: expect.any(String) as string,
    });
  });

  it("is one for each receiver, so that replicas that lead different ones do not meet", async () => {
    const store = await storage.open();
    await advance(store, 1);
    await advance(store, 1, { ...lane, receiver: "langsmith" });
    expect(configMaps()).toHaveLength(2);
  });

  it("keeps labels, annotations and keys that others gave it", async () => {
    const store = await storage.open();
    await advance(store, 1);
    const { name, data } = storage.home(lane);
    storage.kubernetes.writeConfigMap(name, { ...data, "note.txt": "made by hand" });
    await advance(store, 2);
    expect(storage.home(lane).data["note.txt"]).toBe("made by hand");
    expect(await storage.until(store.list("portkey"))).toEqual([lane]);
  });

  it("is written for 20 lanes of one moment once, and read once before", async () => {
    const store = await storage.open();
    const lanes = passes(20);
    const calls = countCalls();
    await storage.until(Promise.all(lanes.map((key) => store.advance(key, { time: 1 }, 1, []))));
    expect(Object.fromEntries(calls)).toEqual({ "kubernetes.list": 1, "kubernetes.create": 1 });
    await storage.until(Promise.all(lanes.map((key) => store.advance(key, { time: 2 }, 1, []))));
    expect(Object.fromEntries(calls)).toEqual({
      "kubernetes.list": 1,
      "kubernetes.create": 1,
      "kubernetes.replace": 1,
    });
  });

  it("is read once for 20 lanes of one moment: a term that begins does not ask for everything once for each lane", async () => {
    const first = await storage.open();
    const lanes = passes(20);
    await storage.until(Promise.all(lanes.map((key) => first.advance(key, { time: 1 }, 1, []))));
    const store = await storage.open();
    const calls = countCalls();
    const loaded = await storage.until(Promise.all(lanes.map((key) => store.load(key))));
    expect(loaded.map((each) => each!.frontier.time)).toEqual(lanes.map(() => 1));
    expect(Object.fromEntries(calls)).toEqual({ "kubernetes.list": 1 });
  });

  it("is neither read nor written by an idle tick", async () => {
    const store = await storage.open();
    await advance(store, 1);
    const calls = countCalls();
    expect(await advance(store, 1)).toBe("unchanged");
    expect(calls.size).toBe(0);
  });
});

describe("conflicts", () => {
  it("ConfigMap one conflict: retried and succeeds", async () => {
    const store = await storage.open();
    await advance(store, 1);
    meddle(store, 1);
    const calls = countCalls();
    expect(await advance(store, 2)).toBe("saved");
    expect(calls.get("kubernetes.replace")).toBe(2);
    expect(storage.home(lane).data["meddled.0"]).toBe("{}");
  });

  it("ConfigMap permanent conflict: exactly 6 attempts, and the error says 6", async () => {
    const store = await storage.open();
    await advance(store, 1);
    meddle(store, Infinity);
    const calls = countCalls();
    await expect(advance(store, 2)).rejects.toMatchObject({
      code: "CHECKPOINT_CONFLICT",
      kind: "retryable",
      message: expect.stringContaining("6 attempts") as string,
    });
    expect(calls.get("kubernetes.replace")).toBe(6);
    expect(JSON.parse(storage.text(lane))).toMatchObject({ frontier: { time: 1 } });
  });

  it("two processes that create the ConfigMap at once: one does, and both are saved", async () => {
    const stores = [await storage.open(), await storage.openBeside()];
    const both = stores.map((store, i) => store.advance({ ...lane, pass: String(i) }, { time: 1 }, 1, []));
    expect(await storage.until(Promise.all(both))).toEqual(["saved", "saved"]);
    expect(configMaps()).toHaveLength(1);
  });
});

describe("what cannot be read", () => {
  it.each([
    ["no JSON", "{"],
    ["empty", ""],
    [
      "a record of another lane",
      JSON.stringify({ version: 1, ...lane, loop: "x", frontier: { time: 1 }, epoch: 1, skipped: {} }),
    ],
    ["of a newer version", JSON.stringify({ version: 2 })],
  ])("ConfigMap value that is %s: load errors, and save refuses with zero API writes", async (_what, text) => {
    const first = await storage.open();
    await advance(first, 1);
    storage.change(lane, () => text);
    const { name, data } = storage.home(lane);
    const store = await storage.open();
    const refusal = expect.objectContaining({
      code: "CHECKPOINT_UNREADABLE",
      kind: "misconfigured",
      message: expect.stringContaining(`${dataKey(lane)} in the ConfigMap ${name} cannot be used`) as string,
    });
    const writes = storage.writes();
    await expect(storage.until(store.load(lane))).rejects.toEqual(refusal);
    await expect(advance(store, 2)).rejects.toEqual(refusal);
    expect(storage.writes()).toBe(writes);
    expect(storage.home(lane).data).toEqual(data);
    // Other lanes of the same ConfigMap go on, and leave it as it is.
    expect(await advance(store, 1, { ...lane, loop: "usage" })).toBe("saved");
    expect(storage.home(lane).data[dataKey(lane)]).toBe(text);
  });

  it("a ConfigMap whose labels somebody took away is told by name, and its lanes do not start over", async () => {
    const first = await storage.open();
    await advance(first, 5);
    const { name, data } = storage.home(lane);
    storage.kubernetes.delete("ConfigMap", name);
    storage.kubernetes.writeConfigMap(name, data); // without labels
    const store = await storage.open();
    await expect(advance(store, 1)).rejects.toMatchObject({
      code: "CHECKPOINT_UNREADABLE",
      message: expect.stringMatching(
        `the ConfigMap ${name} is there without its label .*genai-collector/shard=0`,
      ) as string,
    });
    expect(storage.kubernetes.configMap(name)!.data).toEqual(data);
  });

  it("the first of two ConfigMaps, whose labels somebody took away, is missed: its lanes do not start over in the second", async () => {
    const first = await storage.open();
    const lanes = passes(113);
    await storage.until(Promise.all(lanes.map((key) => first.advance(key, { time: 5 }, 1, []))));
    const { name, data } = storage.home(lanes[0]!);
    storage.kubernetes.delete("ConfigMap", name);
    storage.kubernetes.writeConfigMap(name, data); // without labels
    const store = await storage.open();
    const refusal = { code: "CHECKPOINT_UNREADABLE", message: expect.stringContaining(name) as string };
    await expect(storage.until(store.load(lanes[0]!))).rejects.toMatchObject(refusal);
    await expect(advance(store, 6, lanes[0])).rejects.toMatchObject(refusal);
    expect(Object.keys(storage.home(lanes[112]!).data)).toEqual([dataKey(lanes[112]!)]);
  });

  it("the first of two ConfigMaps, which somebody deleted, is gone: its lanes start over, and the others go on", async () => {
    const first = await storage.open();
    const lanes = passes(113);
    await storage.until(Promise.all(lanes.map((key) => first.advance(key, { time: 5 }, 1, []))));
    storage.kubernetes.delete("ConfigMap", storage.home(lanes[0]!).name);
    const store = await storage.open();
    expect(await storage.until(store.load(lanes[0]!))).toBeUndefined();
    expect(await advance(store, 1, lanes[0])).toBe("saved");
    expect(await advance(store, 6, lanes[112])).toBe("saved");
    expect(Object.keys(storage.home(lanes[0]!).data)).toHaveLength(2);
  });

  it("an API server that does not answer is an error, never an absent lane", async () => {
    const store = await storage.open();
    await advance(store, 1);
    const repair = storage.kubernetes.fault({ kind: "unavailable" });
    await expect(storage.until(store.load(lane))).rejects.toMatchObject({ code: "KUBERNETES_UNAVAILABLE" });
    await expect(advance(store, 2)).rejects.toMatchObject({ code: "KUBERNETES_UNAVAILABLE", kind: "retryable" });
    repair();
    expect(await advance(store, 2)).toBe("saved");
  });

  it("a service account without rights is misconfigured, and says so", async () => {
    const store = await storage.open();
    storage.kubernetes.fault({ kind: "refused" });
    await expect(advance(store, 2)).rejects.toMatchObject({ code: "KUBERNETES_REFUSED", kind: "misconfigured" });
  });
});

describe("a second ConfigMap", () => {
  it("takes what does not fit into the first; both are found, and each lane stays where it is", async () => {
    const store = await storage.open();
    const lanes = passes(150);
    const all = (time: number) => storage.until(Promise.all(lanes.map((key) => store.advance(key, { time }, 1, []))));
    expect(await all(1)).toEqual(lanes.map(() => "saved"));
    expect(
      configMaps().map(({ metadata, data }) => [metadata.labels!["genai-collector/shard"], Object.keys(data!).length]),
    ).toEqual([
      ["0", 112],
      ["1", 38],
    ]);
    const homes = lanes.map((key) => storage.home(key).name);
    expect(await all(2)).toEqual(lanes.map(() => "saved"));
    expect(lanes.map((key) => storage.home(key).name)).toEqual(homes);
    const again = await storage.open();
    expect(await storage.until(again.list("portkey"))).toHaveLength(150);
    for (const key of [lanes[0]!, lanes[149]!])
      expect((await storage.until(again.load(key)))!.frontier).toEqual({ time: 2 });
  });

  it("cannot make a lane stand in two, when one process sleeps while another makes it", async () => {
    const sleeper = await storage.open();
    await storage.until(Promise.all(passes(112).map((key) => sleeper.advance(key, { time: 1 }, 1, []))));
    const other = await storage.openBeside();
    // The sleeper still takes the first for the last, with room or without: its write of the new lane meets the seal.
    expect(await advance(other, 7, lane, 2)).toBe("saved");
    expect(await advance(sleeper, 9, lane, 1)).toBe("fenced");
    expect(configMaps().filter(({ data }) => dataKey(lane) in data!)).toHaveLength(1);
    expect((await storage.until(sleeper.load(lane)))!.frontier).toEqual({ time: 7 });
  });

  it.each(["before", "after"] as const)(
    "is made by the next process when one dies %s any call on the way",
    async (when) => {
      const lanes = passes(113);
      for (let call = 1; call <= 4; call++) {
        storage = new VirtualStorage();
        const store = await storage.open();
        await storage.until(Promise.all(lanes.slice(0, 112).map((key) => store.advance(key, { time: 1 }, 1, []))));
        let left = call;
        storage.runtimeOf(store).intercept = ({ name }) =>
          name.startsWith("kubernetes.") && --left === 0 ? `die ${when}` : undefined;
        let answer: string | undefined;
        void store.advance(lanes[112]!, { time: 1 }, 1, []).then((verdict) => (answer = verdict));
        await storage.world.advance(1_000);
        const next = await storage.open();
        const found = await storage.until(next.load(lanes[112]!));
        if (answer === "saved") expect(found).toBeDefined();
        expect(await advance(next, 2, lanes[112], 2)).toBe("saved");
        expect(configMaps().filter(({ data }) => dataKey(lanes[112]!) in data!)).toHaveLength(1);
        expect(await storage.until(next.list("portkey"))).toHaveLength(113);
      }
    },
  );

  it("that somebody copied by hand makes its lanes unreadable, and no others", async () => {
    const store = await storage.open();
    const lanes = passes(113);
    await storage.until(Promise.all(lanes.map((key) => store.advance(key, { time: 1 }, 1, []))));
    const copied = lanes[0]!;
    const { name, data } = storage.home(lanes[112]!);
    storage.kubernetes.writeConfigMap(name, { ...data, [dataKey(copied)]: storage.text(copied) });
    await expect(storage.until(store.load(copied))).rejects.toThrow(/stands in two ConfigMaps/);
    expect((await storage.until(store.load(lanes[1]!)))!.frontier).toEqual({ time: 1 });
  });
});

describe("lanes that carry 64 KiB from window to window", () => {
  const grow = (store: CheckpointStore, keys: readonly LaneKey[]) =>
    storage.until(
      Promise.allSettled(keys.map((key) => store.advance(key, { time: 2, cursor: "x".repeat(65_536) }, 1, []))),
    );

  it("find room with 14 others in the ConfigMap that took them in when they were small", async () => {
    const store = await storage.open();
    for (const key of passes(15)) await advance(store, 1, key);
    expect((await grow(store, passes(15))).map(({ status }) => status)).toEqual(passes(15).map(() => "fulfilled"));
    expect(configMaps()).toHaveLength(1);
  });

  it("stand still by themselves where there is no more room; the others and new ones go on", async () => {
    const store = await storage.open();
    for (const key of passes(40)) await advance(store, 1, key);
    const outcomes = await grow(store, passes(20));
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(6);
    for (const each of refused) expect(each).toMatchObject({ reason: { code: "CHECKPOINT_FULL" } });
    expect(await advance(store, 2, passes(1, 30)[0])).toBe("saved");
    expect(await advance(store, 1, passes(1, 100)[0])).toBe("saved");
    expect(configMaps()).toHaveLength(2);
  });
});

it("a write that arrives after its client gave up does not undo what was written since", async () => {
  const store = await storage.open();
  await advance(store, 1);
  storage.kubernetes.fault({ call: "kubernetes.replace", kind: "late", lateMs: 8_000, times: 1 });
  await expect(advance(store, 2)).rejects.toMatchObject({ code: "KUBERNETES_UNAVAILABLE" });
  expect(await advance(store, 2)).toBe("saved");
  expect(await advance(store, 3)).toBe("saved");
  await storage.world.advance(20_000);
  expect(JSON.parse(storage.text(lane))).toMatchObject({ frontier: { time: 3 } });
});
