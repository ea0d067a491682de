import type { CheckpointStore, CollectorView, LaneKey } from "@genai-collector/component";
import {
  createHost,
  createSettings,
  decodeConfig,
  VirtualDynamo,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { createDynamodbCheckpointFactory } from "../src/index.ts";

const lane: LaneKey = { receiver: "portkey", loop: "analytics", pass: "", pipeline: "metrics" };
const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 5, 1);

let world: World;
let server: VirtualDynamo;
let written: string[];
beforeEach(() => {
  world = new World(now);
  server = new VirtualDynamo(world, { tables: ["collector", "elsewhere"] });
  written = [];
  server.onWrite = ({ table, pk }) => void written.push(`${table}/${pk}`);
});

/** A store of a collector that runs the receiver `other`. */
async function open(config: object): Promise<CheckpointStore> {
  const factory = createDynamodbCheckpointFactory(server.open(new VirtualRuntime(world)));
  const decoded = decodeConfig(factory.config, { table: "collector", ...config }, "extensions::store");
  const { instruments } = factory;
  const extension = factory.create(createSettings("store", new VirtualRuntime(world), { instruments }), decoded);
  const pipelines = [{ id: "metrics", signal: "metrics", receivers: ["other"], processors: [], exporters: [] }];
  await extension.start!({ ...createHost(), collector: { pipelines } as unknown as CollectorView });
  return extension.provided![0]!.implementation as CheckpointStore;
}

const advance = (store: CheckpointStore, time: number, key = lane) => world.until(store.advance(key, { time }, 1, []));

describe("key_prefix", () => {
  it("begins every pk; stores of other prefixes in the table do not see one another", async () => {
    const [ours, theirs] = [await open({ key_prefix: "a/" }), await open({ key_prefix: "b/" })];
    await advance(ours, 5);
    expect(new Set(written)).toEqual(
      new Set([
        "collector/a/ckptidx",
        "collector/a/ckptidx#portkey",
        'collector/a/ckpt#["portkey","analytics","","metrics"]',
      ]),
    );
    expect(await world.until(theirs.load(lane))).toBeUndefined();
    expect(await world.until(theirs.list("portkey"))).toEqual([]);
    expect(await advance(theirs, 1)).toBe("saved");
    expect((await world.until(ours.load(lane)))!.frontier).toEqual({ time: 5 });
  });

  it("keeps a lane from being taken for an orphan by a collector of another configuration", async () => {
    const ours = await open({ key_prefix: "a/", orphans: { enabled: false } });
    const theirs = await open({ key_prefix: "b/" });
    await advance(ours, now - 60 * day);
    await advance(theirs, now - 60 * day);
    await world.advance(13 * hour);
    expect(await world.until(ours.list("portkey"))).toEqual([lane]);
    expect(await world.until(theirs.list("portkey"))).toEqual([]);
  });
});

describe("table", () => {
  it("is where the items are; one that is not there is misconfigured, and no absent lane", async () => {
    await advance(await open({ table: "elsewhere" }), 1);
    expect(written.every((name) => name.startsWith("elsewhere/"))).toBe(true);
    const lost = await open({ table: "nowhere" });
    const refusal = { code: "DYNAMODB_REFUSED", kind: "misconfigured" };
    await expect(world.until(lost.load(lane))).rejects.toMatchObject(refusal);
    await expect(advance(lost, 1)).rejects.toMatchObject(refusal);
  });
});

describe("timeout", () => {
  it("ends a request that nobody answers", async () => {
    const store = await open({ timeout: "750ms" });
    server.fault({ kind: "hang" });
    const begun = world.now;
    await expect(world.until(store.load(lane))).rejects.toMatchObject({
      code: "DYNAMODB_UNAVAILABLE",
      kind: "retryable",
      message: expect.stringContaining("750 ms") as string,
    });
    expect(world.now - begun).toBe(750);
  });
});

describe("orphans", () => {
  it.each([
    ["go after 30 days where nothing is said", {}, [29]],
    ["go after remove_after", { orphans: { remove_after: "240h" } }, []],
    ["stay for ever where it is not enabled", { orphans: { enabled: false } }, [29, 31]],
  ])("lanes of an unknown receiver %s", async (_what, config, left) => {
    const store = await open(config);
    const keys = [29, 31].map((days) => ({ ...lane, pass: String(days) }));
    for (const key of keys) await advance(store, now - Number(key.pass) * day, key);
    await world.advance(13 * hour);
    expect((await world.until(store.list("portkey"))).map(({ pass }) => Number(pass))).toEqual(left);
  });
});
