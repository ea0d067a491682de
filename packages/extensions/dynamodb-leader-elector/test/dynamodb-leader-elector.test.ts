import type { LeaderElector, Term } from "@genai-collector/component";
import type { DynamoItem } from "@genai-collector/config/dynamodb";
import {
  createHost,
  createSettings,
  decodeConfig,
  Recorded,
  VirtualDynamo,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { createDynamodbLeaderElectorFactory } from "../src/index.ts";

const second = 1_000;
const leadsAfterMs = 18 * second;
const table = "collector";
const pk = "prod/lock#genai-collector";

class Scene {
  readonly world = new World();
  readonly server = new VirtualDynamo(this.world, { tables: [table] });

  item(key = pk): DynamoItem | undefined {
    return this.server.item(table, key);
  }

  async replica(identity: string, config: object = {}, sources: readonly string[] = ["portkey"]) {
    const runtime = new VirtualRuntime(this.world, { host: identity });
    const factory = createDynamodbLeaderElectorFactory(this.server.open(runtime));
    const recorded = new Recorded();
    const settings = createSettings<NonNullable<typeof factory.instruments>>("elector", runtime, {
      recorded,
      instruments: factory.instruments,
    });
    const given = { table, key_prefix: "prod/", identity, ...config };
    const extension = factory.create(settings, decodeConfig(factory.config, given, "extensions::elector"));
    await extension.start!(createHost());
    const elector = extension.provided![0]!.implementation as LeaderElector;
    const terms: Term[] = [];
    const stop = new AbortController();
    const lead = async (term: Term): Promise<void> => {
      terms.push(term);
      await new Promise((resolve) => term.signal.addEventListener("abort", resolve, { once: true }));
    };
    for (const source of sources) void elector.campaign(source, 0, lead, stop.signal).catch(() => undefined);
    return { runtime, extension, elector, recorded, terms, stop };
  }
}

const epochs = (terms: readonly Term[]): readonly number[] => terms.map(({ epoch }) => epoch);
const held = { pk, version: 5, holder: "z", instance: "z-1", epoch: 7, duration_ms: 15_000, renewals: 3 };

describe("the lock item", () => {
  it("is <key_prefix>lock#<lock_name>, says who leads, and has no TTL", async () => {
    const scene = new Scene();
    await scene.replica("task-1");
    await scene.world.advance(leadsAfterMs);
    expect(scene.item()).toMatchObject({ pk, holder: "task-1", epoch: 1, duration_ms: 15_000 });
    expect(Object.keys(scene.item()!).filter((name) => /ttl|expire/i.test(name))).toEqual([]);
  });

  it("live, of another holder: not acquired, epoch unchanged (142)", async () => {
    const scene = new Scene();
    const a = await scene.replica("task-1");
    await scene.world.advance(leadsAfterMs);
    const b = await scene.replica("task-2");
    await scene.world.advance(300 * second);
    expect([epochs(a.terms), epochs(b.terms), scene.item()!["epoch"]]).toEqual([[1], [], 1]);
    expect(b.elector.standing!("portkey")).toEqual({ leader: "task-1", isOurs: false, epoch: 1 });
  });

  it.each([
    ["without an expiry", { pk, holder: "z", epoch: 40, version: 3 }, 41],
    ["without a version", { pk, holder: "z", epoch: 40 }, 41],
    ["with nothing at all", { pk }, 1],
    ["of odd content", { pk, holder: 4, epoch: "x", version: 3, duration_ms: "long" }, 1],
  ])("%s is acquirable, with an epoch above the seeded one (140)", async (_what, item, epoch) => {
    const scene = new Scene();
    scene.server.writeItem(table, item);
    const { terms } = await scene.replica("task-1");
    await scene.world.advance(leadsAfterMs);
    expect(epochs(terms)).toEqual([epoch]);
  });

  it("with a version that is no number is told as a permanent error, and never written", async () => {
    const scene = new Scene();
    scene.server.writeItem(table, { pk, version: "three" });
    const { terms, recorded } = await scene.replica("task-1");
    await scene.world.advance(60 * second);
    expect(recorded.status("elector", "genai-collector")).toMatchObject({
      state: "permanent_error",
      error: { code: "ELECTION_BAD_LEASE" },
    });
    expect([scene.item(), epochs(terms)]).toEqual([{ pk, version: "three" }, []]);
  });

  it("own committed acquire with a lost response: taken again at once, epoch strictly higher (141)", async () => {
    const scene = new Scene();
    scene.server.writeItem(table, { ...held, holder: "", instance: "", released: 1 });
    scene.server.fault({ call: "dynamodb.put", kind: "lost", times: 1 });
    const { terms } = await scene.replica("task-1");
    await scene.world.advance(3 * second);
    expect(epochs(terms)).toEqual([9]);
  });

  it("taken by another: lost (139)", async () => {
    const scene = new Scene();
    const a = await scene.replica("task-1");
    await scene.world.advance(leadsAfterMs);
    scene.server.writeItem(table, held);
    await scene.world.advance(2_100);
    expect(a.terms[0]!.signal.aborted).toBe(true);
    expect(a.recorded.count("elector.losses{reason=taken}")).toBe(1);
  });

  it("a renewal that hangs: the term ends about one renew deadline after the last success, while it is in flight (143)", async () => {
    const scene = new Scene();
    const a = await scene.replica("task-1");
    await scene.world.advance(leadsAfterMs);
    scene.server.fault({ kind: "hang" });
    await scene.world.advance(7_800);
    expect(a.terms[0]!.signal.aborted).toBe(false);
    await scene.world.advance(2_300);
    expect(a.terms[0]!.signal.aborted).toBe(true);
  });

  it("that was deleted and made anew never has an old version again", async () => {
    const scene = new Scene();
    await scene.replica("task-1");
    await scene.world.advance(leadsAfterMs);
    const versions = new Set<unknown>();
    scene.server.onWrite = ({ item }) => {
      if (item === undefined) return;
      expect(versions.has(item["version"])).toBe(false);
      versions.add(item["version"]);
    };
    for (let round = 0; round < 20; round++) {
      scene.server.deleteItem(table, pk);
      await scene.world.advance(5 * second);
    }
    expect(versions.size).toBeGreaterThan(20);
    expect(scene.item()).toMatchObject({ holder: "task-1", epoch: 1 });
  });

  it("is one for each source with shard_by: source", async () => {
    const scene = new Scene();
    const a = await scene.replica("task-1", { polling: { shard_by: "source" } }, ["portkey/eu", "langsmith"]);
    await scene.world.advance(leadsAfterMs + 10 * second);
    expect(a.terms).toHaveLength(2);
    expect(scene.item(`${pk}#portkey/eu`)).toMatchObject({ holder: "task-1" });
    expect(scene.item(`${pk}#langsmith`)).toMatchObject({ holder: "task-1" });
    expect(scene.item()).toBeUndefined();
  });

  it("is released at a clean end, and expires after a kill: the successor's epoch is strictly greater (144)", async () => {
    const scene = new Scene();
    const a = await scene.replica("task-1");
    await scene.world.advance(leadsAfterMs);
    const b = await scene.replica("task-2");
    await scene.world.advance(second);
    await scene.world.until(a.extension.shutdown!(new AbortController().signal));
    await scene.world.advance(2_100);
    expect(epochs(b.terms)).toEqual([2]);
    const c = await scene.replica("task-3");
    await scene.world.advance(3 * second);
    b.runtime.kill();
    await scene.world.advance(leadsAfterMs);
    expect(epochs(c.terms)).toEqual([3]);
    expect(a.runtime.leaks()).toEqual([]);
  });
});

describe("options", () => {
  it("lock_name and key_prefix are where the lock is: collectors with others do not meet", async () => {
    const scene = new Scene();
    const replicas = [
      await scene.replica("a"),
      await scene.replica("b", { lock_name: "other" }),
      await scene.replica("c", { key_prefix: "test/" }),
    ];
    await scene.world.advance(leadsAfterMs);
    expect(replicas.map(({ terms }) => terms.filter(({ signal }) => !signal.aborted).length)).toEqual([1, 1, 1]);
    const holders = ["prod/lock#genai-collector", "prod/lock#other", "test/lock#genai-collector"].map(
      (key) => scene.item(key)?.["holder"],
    );
    expect(holders).toEqual(["a", "b", "c"]);
  });

  it("lock_name and key_prefix are of all sources, too", async () => {
    const scene = new Scene();
    const config = { lock_name: "other", key_prefix: "", polling: { shard_by: "source" } };
    await scene.replica("a", config, ["portkey/eu"]);
    await scene.world.advance(leadsAfterMs);
    expect(scene.item("lock#other#portkey/eu")).toMatchObject({ holder: "a" });
  });

  it("lease_duration, renew_deadline and retry_period are how long a take-over, a term without an answer and a renewal take", async () => {
    const scene = new Scene();
    const config = { lease_duration: "6s", renew_deadline: "4s", retry_period: "1s" };
    const a = await scene.replica("a", config);
    await scene.world.advance(8 * second);
    expect(scene.item()!["duration_ms"]).toBe(6_000);
    const b = await scene.replica("b", config);
    await scene.world.advance(10 * second);
    // One each second, and one more or less at the ends.
    const renewals = (): number => a.recorded.count("elector.renewals{outcome=renewed}");
    const before = renewals();
    await scene.world.advance(20 * second);
    expect(renewals() - before).toBeGreaterThanOrEqual(19);
    expect(renewals() - before).toBeLessThanOrEqual(21);
    scene.world.network.partition("a", scene.server.host);
    await scene.world.advance(4.1 * second);
    expect([a.terms, b.terms].map((terms) => terms.filter(({ signal }) => !signal.aborted).length)).toEqual([0, 0]);
    await scene.world.advance(3 * second);
    expect(b.terms.map(({ signal }) => signal.aborted)).toEqual([false]);
  });

  it("timeout is how long one request may take: more of them fit into a term", async () => {
    const attempts = async (timeout: string): Promise<number> => {
      const scene = new Scene();
      const a = await scene.replica("a", { timeout });
      await scene.world.advance(leadsAfterMs);
      scene.server.fault({ kind: "hang" });
      let calls = 0;
      scene.server.onCall = () => void calls++;
      await scene.world.advance(20 * second);
      expect(a.terms.map(({ signal }) => signal.aborted)).toEqual([true]);
      return calls;
    };
    expect(await attempts("300ms")).toBeGreaterThan(2 * (await attempts("5s")));
  });
});
