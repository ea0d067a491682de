import type { CheckpointStore, CollectorView, LaneKey } from "@genai-collector/component";
import {
  createHost,
  createSettings,
  decodeConfig,
  VirtualKubernetes,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { createKubernetesCheckpointFactory } from "../src/index.ts";

const lane: LaneKey = { receiver: "portkey", loop: "analytics", pass: "", pipeline: "metrics" };
const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 5, 1);

let world: World;
let server: VirtualKubernetes;
let written: string[];
beforeEach(() => {
  world = new World(now);
  server = new VirtualKubernetes(world, { namespace: "pods-own" });
  written = [];
  server.onWrite = ({ namespace, name }) => void written.push(`${namespace}/${name}`);
});

/** A store of a collector that runs the receiver `other`. */
async function open(config: object): Promise<CheckpointStore> {
  const factory = createKubernetesCheckpointFactory(server.open(new VirtualRuntime(world)));
  const decoded = decodeConfig(factory.config, config, "extensions::store");
  const { instruments } = factory;
  const extension = factory.create(createSettings("store", new VirtualRuntime(world), { instruments }), decoded);
  const pipelines = [{ id: "metrics", signal: "metrics", receivers: ["other"], processors: [], exporters: [] }];
  await extension.start!({ ...createHost(), collector: { pipelines } as unknown as CollectorView });
  return extension.provided![0]!.implementation as CheckpointStore;
}

const advance = (store: CheckpointStore, time: number, key = lane) => world.until(store.advance(key, { time }, 1, []));

describe("name", () => {
  it("is what the ConfigMaps begin with; stores of other names in the namespace do not see one another", async () => {
    const [ours, theirs] = [await open({ name: "team-a" }), await open({ name: "team-b" })];
    await advance(ours, 5);
    expect(written).toEqual([expect.stringMatching(/^pods-own\/team-a-portkey-[0-9a-f]{8}-0$/)]);
    expect(await world.until(theirs.load(lane))).toBeUndefined();
    expect(await world.until(theirs.list("portkey"))).toEqual([]);
    expect(await advance(theirs, 1)).toBe("saved");
    expect((await world.until(ours.load(lane)))!.frontier).toEqual({ time: 5 });
  });

  it("keeps a lane from being taken for an orphan by a collector of another configuration", async () => {
    const [ours, theirs] = [
      await open({ name: "team-a", orphans: { enabled: false } }),
      await open({ name: "team-b" }),
    ];
    await advance(ours, now - 60 * day);
    await advance(theirs, now - 60 * day);
    await world.advance(13 * hour);
    expect(await world.until(ours.list("portkey"))).toEqual([lane]);
    expect(await world.until(theirs.list("portkey"))).toEqual([]);
  });

  it.each(["", "Team", "a_b", "-a", "a".repeat(64)])("%j is refused: it would be no name of an object", (name) => {
    const { config } = createKubernetesCheckpointFactory(server.open(new VirtualRuntime(world)));
    expect(() => decodeConfig(config, { name }, "extensions::store")).toThrow(/name/);
  });

  it("may be as long as it may be, and the receiver called as it likes: the API server takes both", async () => {
    const store = await open({ name: "a".repeat(63) });
    for (const receiver of ["portkey", `acme/${"É x".repeat(60)}`, "/", "a/-"])
      expect(await advance(store, 1, { ...lane, receiver })).toBe("saved");
  });
});

describe("namespace", () => {
  it("is where the ConfigMaps are; the pod's own where it says nothing", async () => {
    await advance(await open({ namespace: "elsewhere" }), 1);
    await advance(await open({}), 1);
    expect(written.map((name) => name.split("/")[0])).toEqual(["elsewhere", "pods-own"]);
  });
});

describe("timeout", () => {
  it("ends a request that nobody answers", async () => {
    const store = await open({ timeout: "750ms" });
    server.fault({ kind: "hang" });
    const begun = world.now;
    await expect(world.until(store.load(lane))).rejects.toMatchObject({
      code: "KUBERNETES_UNAVAILABLE",
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
