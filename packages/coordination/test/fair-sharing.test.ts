import { World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { LeaseServer } from "./lease-server.ts";
import { Replica, type Led } from "./replica.ts";

const second = 1_000;
const minute = 60 * second;
const sources = ["portkey", "portkey/eu", "langsmith", "langsmith/eu", "acme", "acme/eu"];
const config = { polling: { shard_by: "source" } };
/** Leases run out or are found free, then each replica takes one a retry period, and hands over one within three. */
const settledMs = 60 * second;

class Scene {
  readonly world: World;
  readonly server: LeaseServer;
  readonly replicas: Replica[] = [];

  constructor(seed: number) {
    this.world = new World(undefined, seed);
    this.server = new LeaseServer(this.world);
  }

  start(name: string, of: readonly string[] = sources): Replica {
    const replica = new Replica(this.world, this.server, { name, config });
    for (const source of of) replica.campaign(source);
    this.replicas.push(replica);
    return replica;
  }

  kill(replica: Replica): void {
    replica.runtime.kill();
    this.replicas.splice(this.replicas.indexOf(replica), 1);
  }

  /** How many each living replica leads, most first. */
  get shares(): readonly number[] {
    return this.replicas.map((replica) => replica.leading.length).toSorted((a, b) => b - a);
  }

  get terms(): number {
    return this.replicas.reduce((sum, replica) => sum + replica.led.length, 0);
  }

  /** Each source is led once, and nobody has more than its share and one. */
  expectFair(of: readonly string[] = sources): void {
    const led = this.replicas.flatMap((replica) => replica.leading.map(({ source }) => source));
    expect(led.toSorted()).toEqual(of.toSorted());
    expect(this.shares[0]).toBeLessThanOrEqual(Math.ceil(of.length / this.replicas.length) + 1);
  }
}

const seeds = [1, 2, 3];

describe("six sources, one leader each", () => {
  it.each([1, 2, 3])("%i replicas that start together share them evenly, and nobody flaps", async (count) => {
    for (const seed of seeds) {
      const scene = new Scene(seed);
      for (const name of ["a", "b", "c"].slice(0, count)) scene.start(name);
      await scene.world.advance(settledMs);
      scene.expectFair();
      expect([seed, scene.shares]).toEqual([seed, Array.from({ length: count }, () => 6 / count)]);
      const { terms } = scene;
      await scene.world.advance(10 * minute);
      expect([seed, scene.terms]).toEqual([seed, terms]);
    }
  });

  it("replicas that start one after the other are handed their share, and nobody flaps", async () => {
    for (const seed of seeds) {
      const scene = new Scene(seed);
      for (const [index, name] of ["a", "b", "c"].entries()) {
        scene.start(name);
        await scene.world.advance(settledMs);
        scene.expectFair();
        expect([seed, scene.shares]).toEqual([seed, [[6], [3, 3], [2, 2, 2]][index]]);
      }
      // Few move more than once: what one asks for while another is being asked may be one too many.
      expect(scene.terms).toBeLessThanOrEqual(6 + 3 + 2 + 2);
      const { terms } = scene;
      await scene.world.advance(10 * minute);
      expect([seed, scene.terms]).toEqual([seed, terms]);
    }
  });

  it("what a killed replica led goes to the others, to those first that lead fewer", async () => {
    for (const seed of seeds) {
      const scene = new Scene(seed);
      const [a] = ["a", "b", "c"].map((name) => scene.start(name));
      await scene.world.advance(settledMs);
      scene.kill(a!);
      await scene.world.advance(15 * second + settledMs);
      scene.expectFair();
      expect([seed, scene.shares]).toEqual([seed, [3, 3]]);
      const [b] = scene.replicas;
      scene.kill(b!);
      await scene.world.advance(15 * second + settledMs);
      expect([seed, scene.shares]).toEqual([seed, [6]]);
      const { terms } = scene;
      await scene.world.advance(10 * minute);
      expect([seed, scene.terms]).toEqual([seed, terms]);
    }
  });

  it("sources that one replica alone has stay there; what both have is shared evenly", async () => {
    const scene = new Scene(1);
    const a = scene.start("a", [...sources, "a1", "a2", "a3", "a4"]);
    scene.start("b");
    await scene.world.advance(2 * settledMs);
    expect(scene.shares).toEqual([4 + 3, 3]);
    expect(a.leading.map(({ source }) => source)).toEqual(expect.arrayContaining(["a1", "a2", "a3", "a4"]));
  });

  it("shares that differ by one stay as they are", async () => {
    const scene = new Scene(1);
    scene.start("a", sources.slice(0, 5));
    scene.start("b", sources.slice(0, 5));
    await scene.world.advance(settledMs);
    expect(scene.shares).toEqual([3, 2]);
    const { terms } = scene;
    await scene.world.advance(10 * minute);
    expect(scene.terms).toBe(terms);
  });

  it("terms of one source never overlap, and its epochs rise, also when it is handed over", async () => {
    const scene = new Scene(2);
    const all: Led[][] = [];
    for (const name of ["a", "b", "c"]) {
      all.push(scene.start(name).led);
      await scene.world.advance(settledMs);
    }
    scene.kill(scene.replicas[1]!);
    const killedAt = scene.world.now;
    await scene.world.advance(2 * settledMs);
    for (const source of sources) {
      const terms = all
        .flat()
        .filter((led) => led.source === source)
        .toSorted((a, b) => a.from - b.from);
      for (const [index, next] of terms.slice(1).entries()) {
        const last = terms[index]!;
        expect(next.epoch).toBeGreaterThan(last.epoch);
        expect(next.from).toBeGreaterThanOrEqual(last.endedAt ?? killedAt);
      }
    }
  });

  it("a hand-over ends the term, waits for lead, and is counted; the other begins within a retry period", async () => {
    const scene = new Scene(3);
    const a = scene.start("a");
    await scene.world.advance(settledMs);
    const b = scene.start("b");
    await scene.world.advance(settledMs);
    expect(a.count("losses{reason=handed_over}")).toBe(3);
    expect([a.metric("leases"), b.metric("leases"), b.metric("is_leader")]).toEqual([3, 3, 1]);
    for (const led of b.led) {
      const before = a.led.find(({ source }) => source === led.source)!;
      expect(led.from - before.endedAt!).toBeLessThan(2.1 * second);
    }
    expect(a.recorded.logs.filter(({ level }) => level === "warn")).toEqual([]);
  });

  it("wishes are written only where there is something to gain", async () => {
    const scene = new Scene(4);
    for (const name of ["a", "b"]) scene.start(name);
    await scene.world.advance(settledMs);
    scene.server.calls.length = 0;
    await scene.world.advance(minute);
    // One renewal for each lease in each retry period, and no conflict.
    expect(scene.server.calls.filter(({ kind }) => kind === "write").length).toBeLessThanOrEqual(6 * 31);
    expect(scene.replicas.map((replica) => replica.count("renewals{outcome=conflict}"))).toHaveLength(2);
  });

  it("a replica that wished and died blocks nobody", async () => {
    const scene = new Scene(5);
    scene.start("a");
    await scene.world.advance(settledMs);
    const b = scene.start("b");
    await scene.world.advance(2.5 * second);
    scene.kill(b);
    await scene.world.advance(15 * second + settledMs);
    expect(scene.shares).toEqual([6]);
  });
});
