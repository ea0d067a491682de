import { World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { LeaseServer } from "./lease-server.ts";
import { Replica, type ReplicaOptions } from "./replica.ts";

const second = 1_000;
/** The defaults. */
const [duration, deadline, retry] = [15 * second, 10 * second, 2 * second];

class Scene {
  readonly world = new World();
  readonly server = new LeaseServer(this.world);

  replica(name: string, options: Omit<ReplicaOptions, "name"> = {}): Replica {
    return new Replica(this.world, this.server, { name, ...options });
  }

  /** A replica that leads already. */
  async leader(name = "a", options: Omit<ReplicaOptions, "name"> = {}): Promise<Replica> {
    const replica = this.replica(name, options);
    replica.campaign();
    await this.world.advance(duration + retry);
    expect(replica.leading).toHaveLength(1);
    return replica;
  }
}

/** Another replica's lease. */
const foreign = { holder: "z", instance: "z-1", epoch: 7, durationMs: duration, renewals: 3 };

/** The next write takes effect, and nobody is told. */
function loseOneWrite({ server }: Scene): void {
  server.trouble = ({ kind }) => {
    if (kind !== "write") return undefined;
    server.trouble = () => undefined;
    return "lost";
  };
}

/** A replica that shares sources writes its wish into the lease. */
function wishFor({ server }: Scene): void {
  server.put({ ...server.get()!, wish: { by: "c-1", holds: 0 } });
}

describe("a candidate", () => {
  it("acquires: epoch +1, its name, and for how long (138)", async () => {
    const { world, server, ...scene } = new Scene();
    void scene;
    server.put({ ...foreign, isReleased: true, holder: "", instance: "" });
    const a = new Replica(world, server, { name: "a" });
    a.campaign();
    await world.advance(second);
    expect(server.get()).toMatchObject({ holder: "a", epoch: 8, durationMs: duration, isReleased: false });
    expect(a.led).toMatchObject([{ epoch: 8 }]);
    expect([a.metric("is_leader"), a.metric("epoch"), a.count("acquisitions")]).toEqual([1, 8, 1]);
  });

  it("leaves a lease alone whose holder lives, and its epoch as it is (142)", async () => {
    const scene = new Scene();
    await scene.leader("a");
    const b = scene.replica("b");
    b.campaign();
    await scene.world.advance(600 * second);
    expect([b.led.length, scene.server.get()!.epoch]).toEqual([0, 1]);
  });

  it("waits for a whole duration by its own clock, whatever the wall clocks say", async () => {
    for (const skewMs of [-5, 0, 5].map((hours) => hours * 3_600_000)) {
      const scene = new Scene();
      scene.server.put({ ...foreign, renewedAt: scene.world.now - 3_600_000 });
      const b = scene.replica("b", { skewMs });
      b.campaign();
      await scene.world.advance(duration);
      expect([skewMs, b.led.length]).toEqual([skewMs, 0]);
      await scene.world.advance(second);
      expect([skewMs, b.led.length]).toEqual([skewMs, 1]);
    }
  });

  it("waits as long as the lease says, not as it is configured itself", async () => {
    const scene = new Scene();
    scene.server.put({ ...foreign, durationMs: 60 * second });
    const b = scene.replica("b");
    b.campaign();
    await scene.world.advance(59 * second);
    expect(b.led).toHaveLength(0);
    await scene.world.advance(3 * second);
    expect(b.led).toHaveLength(1);
  });

  it("waits for a lease that is not there, which may have been deleted while somebody held it", async () => {
    const scene = new Scene();
    const a = scene.replica("a");
    a.campaign();
    await scene.world.advance(duration);
    expect(a.led).toHaveLength(0);
    await scene.world.advance(second);
    expect(a.led).toMatchObject([{ epoch: 1 }]);
  });

  it.each([
    ["without an expiry (140)", { holder: "z", instance: "z-1", epoch: 41, renewals: 1 }, 42],
    ["without anything", {}, 10],
    ["of odd kinds", { holder: 4, instance: {}, epoch: "many", durationMs: -1, renewals: Number.NaN }, 10],
    ["with half an epoch", { ...foreign, epoch: 2.5 }, 10],
    ["of another program", { holder: "other", epoch: 20, durationMs: duration }, 21],
    ["that counts for a year", { ...foreign, durationMs: 365 * 86_400_000 }, 10],
  ])(
    "takes a lease %s once it has been so for a duration, and heals it with an epoch above the floor",
    async (_what, odd, epoch) => {
      const scene = new Scene();
      scene.server.put(odd);
      const a = scene.replica("a");
      a.campaign("portkey", 9);
      await scene.world.advance(duration);
      expect(a.led).toHaveLength(0);
      await scene.world.advance(second);
      expect(a.led).toMatchObject([{ epoch }]);
      expect(scene.server.get()).toMatchObject({ holder: "a", epoch, durationMs: duration });
    },
  );

  it("never takes a lease that another program renews by its time alone", async () => {
    const scene = new Scene();
    const a = scene.replica("a");
    a.campaign();
    for (let round = 0; round < 30; round++) {
      scene.server.put({ holder: "other", epoch: 3, durationMs: duration, renewedAt: scene.world.now });
      await scene.world.advance(5 * second);
    }
    expect(a.led).toHaveLength(0);
  });

  it("is not disturbed by an API that does not answer, and says once that it does not (137)", async () => {
    const scene = new Scene();
    scene.server.trouble = () => "unavailable";
    const a = scene.replica("a");
    a.campaign();
    await scene.world.advance(60 * second);
    expect(a.led).toHaveLength(0);
    const warnings = a.recorded.logs.filter(({ level }) => level === "warn");
    expect(warnings).toHaveLength(1);
    expect(a.recorded.status("elector", "lease")).toMatchObject({ state: "recoverable_error" });
    scene.server.trouble = () => undefined;
    await scene.world.advance(duration + retry + second);
    expect(a.led).toHaveLength(1);
    expect(a.recorded.status("elector", "lease")).toMatchObject({ state: "ok" });
  });

  it("whose write meets another's has not acquired, which is no error (137)", async () => {
    const scene = new Scene();
    scene.server.put({ ...foreign, holder: "", instance: "", isReleased: true });
    const [a, b] = [scene.replica("a"), scene.replica("b")];
    a.campaign();
    b.campaign();
    await scene.world.advance(60 * second);
    expect([...a.led, ...b.led]).toHaveLength(1);
    expect([...a.recorded.logs, ...b.recorded.logs].filter(({ level }) => level === "warn")).toEqual([]);
  });

  it("knows its own acquisition whose answer was lost, and takes it again at once with a higher epoch (141)", async () => {
    for (const trouble of ["lost", "silent"] as const) {
      const scene = new Scene();
      scene.server.put({ ...foreign, holder: "", instance: "", isReleased: true });
      let writes = 0;
      scene.server.trouble = ({ kind }) => (kind === "write" && ++writes === 1 ? trouble : undefined);
      const a = scene.replica("a");
      a.campaign();
      await scene.world.advance(second);
      expect([scene.server.get()!.holder, a.led.length]).toEqual(["a", 0]);
      // After the answer that never came, one look.
      await scene.world.advance(deadline / 2 + retry);
      expect([trouble, a.led.map(({ epoch }) => epoch)]).toEqual([trouble, [9]]);
    }
  });

  it("does not take another process of its own name for itself", async () => {
    const scene = new Scene();
    await scene.leader("pod-0");
    const twin = scene.replica("pod-0");
    twin.campaign();
    await scene.world.advance(120 * second);
    expect(twin.led).toHaveLength(0);
  });

  it("does not begin when the answer to its acquisition comes after its own deadline", async () => {
    const scene = new Scene();
    scene.server.put({ ...foreign, holder: "", instance: "", isReleased: true });
    const a = scene.replica("a");
    a.campaign();
    await scene.world.advance(35); // the write is on its way
    a.runtime.stop();
    await scene.world.advance(20 * second);
    a.runtime.goOn("answers");
    await scene.world.advance(10);
    expect(scene.server.get()!.epoch).toBe(8);
    expect(a.led).toHaveLength(0);
    await scene.world.advance(retry + second);
    expect(a.led).toMatchObject([{ epoch: 9 }]);
  });
});

describe("epochs", () => {
  it("are above the floor, whatever the store says: a fresh lease over an old store (§15.2 no. 14)", async () => {
    const scene = new Scene();
    const a = scene.replica("a");
    a.campaign("portkey", 41);
    await scene.world.advance(duration + second);
    expect(a.led).toMatchObject([{ epoch: 42 }]);
  });

  it("are raised in place for a second source with a higher floor; the first one's term goes on", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    a.campaign("langsmith", 70);
    await scene.world.advance(second);
    expect(a.led).toMatchObject([
      { source: "portkey", epoch: 1, firedAt: undefined },
      { source: "langsmith", epoch: 71, firedAt: undefined },
    ]);
    expect(scene.server.get()!.epoch).toBe(71);
    await scene.world.advance(60 * second);
    expect(a.leading).toHaveLength(2);
  });

  it("stay as they are for a second source with a lower floor", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    a.campaign("langsmith", 0);
    await scene.world.advance(second);
    expect(a.led.map(({ epoch }) => epoch)).toEqual([1, 1]);
  });

  it("are raised once, also when the answer to that was lost", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    let writes = 0;
    scene.server.trouble = ({ kind }) => (kind === "write" && ++writes === 1 ? "lost" : undefined);
    a.campaign("langsmith", 70);
    await scene.world.advance(2 * retry);
    expect(a.leading.map(({ epoch }) => epoch)).toEqual([1, 71]);
  });

  it("rise for a source that campaigns again under the same lease: its late saves are told from its new ones", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    const second_ = a.campaign("langsmith");
    await scene.world.advance(second);
    second_.stop();
    await scene.world.until(second_.done);
    a.campaign("langsmith", 1);
    await scene.world.advance(second);
    expect(a.leading).toMatchObject([
      { source: "portkey", epoch: 1 },
      { source: "langsmith", epoch: 2 },
    ]);
  });

  it("of a successor are strictly greater (144)", async () => {
    const scene = new Scene();
    const a = await scene.leader("a");
    const b = scene.replica("b");
    b.campaign();
    await scene.world.advance(5 * second);
    a.runtime.kill();
    await scene.world.advance(duration + retry + second);
    expect(b.led).toMatchObject([{ epoch: 2 }]);
  });
});

describe("a holder", () => {
  it("keeps its lease: the same holder and epoch after a hundred durations", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    await scene.world.advance(100 * duration);
    expect(a.led).toMatchObject([{ epoch: 1, firedAt: undefined }]);
    expect(a.count("renewals{outcome=renewed}")).toBeGreaterThan(700);
    expect(a.metric("observed_lease_age")).toBeLessThan(3);
  });

  it("ends its term a renew deadline after the last renewal that succeeded began, while one hangs (143)", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    scene.server.trouble = () => "hang";
    const last = scene.server.calls.at(-1)!.at;
    await scene.world.advance(deadline + second);
    // The call began a little before it arrived.
    expect(a.led[0]!.firedAt! - last).toBeLessThanOrEqual(deadline);
    expect(a.led[0]!.firedAt! - last).toBeGreaterThan(deadline - 100);
    expect(a.count("losses{reason=expired}")).toBe(1);
  });

  it("counts its lease from before a renewal was sent, however late the answer came", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    let last = 0;
    scene.server.trouble = ({ kind }) => {
      if (kind === "write") last = scene.world.now;
      return { lateMs: 4_500 };
    };
    await scene.world.advance(60 * second);
    expect(a.leading).toHaveLength(1);
    scene.server.trouble = () => "hang";
    const before = last;
    await scene.world.advance(20 * second);
    expect(a.led[0]!.firedAt! - before).toBeLessThanOrEqual(deadline);
  });

  it("stands renewals that fail for a while, and leads again in the same process when they work again (132)", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    scene.server.trouble = () => "unavailable";
    await scene.world.advance(7 * second);
    expect(a.leading).toHaveLength(1);
    await scene.world.advance(20 * second);
    expect(a.leading).toHaveLength(0);
    scene.server.trouble = () => undefined;
    await scene.world.advance(duration + retry);
    expect(a.led).toMatchObject([{ epoch: 1 }, { epoch: 2, firedAt: undefined }]);
  });

  it("goes on when the answer to a renewal was lost", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    let writes = 0;
    scene.server.trouble = ({ kind }) => (kind === "write" && ++writes % 2 === 1 ? "lost" : undefined);
    await scene.world.advance(120 * second);
    expect(a.led).toMatchObject([{ epoch: 1, firedAt: undefined }]);
    expect(a.count("renewals{outcome=conflict}")).toBeGreaterThan(5);
  });

  it("makes its lease anew when it was deleted, with its epoch; the others wait meanwhile", async () => {
    const scene = new Scene();
    const a = await scene.leader("a");
    const b = scene.replica("b");
    b.campaign();
    await scene.world.advance(5 * second);
    scene.server.delete();
    await scene.world.advance(60 * second);
    expect(scene.server.get()).toMatchObject({ holder: "a", epoch: 1 });
    expect([a.leading.length, b.led.length]).toEqual([1, 0]);
  });

  it("heals its lease when it was spoiled", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    scene.server.put({ holder: "a", epoch: "?" });
    await scene.world.advance(3 * second);
    expect(scene.server.get()).toMatchObject({ holder: "a", epoch: 1, durationMs: duration });
    expect(a.leading).toHaveLength(1);
  });

  it("has lost its lease when another holds it (139)", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    scene.server.put(foreign);
    await scene.world.advance(retry + 100);
    expect([a.leading.length, a.count("losses{reason=taken}")]).toEqual([0, 1]);
    await scene.world.advance(duration + retry);
    expect(a.led.at(-1)).toMatchObject({ epoch: 8, firedAt: undefined });
  });

  it("has lost its lease when somebody else released it", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    scene.server.put({ ...foreign, holder: "", instance: "", isReleased: true });
    await scene.world.advance(2 * retry + second);
    expect(a.count("losses{reason=changed}")).toBe(1);
    expect(a.leading).toMatchObject([{ epoch: 8 }]);
  });

  it("that was stopped (SIGSTOP) notices before anything else: timers that fire first find its signal fired", async () => {
    for (const first of ["timers", "answers"] as const) {
      const scene = new Scene();
      const seen: string[] = [];
      const a = scene.replica("a");
      a.work = ({ signal }) => {
        const { timers } = a.runtime;
        const derived = timers.deadline(Infinity, signal);
        // Due long before the deadline of the lease, and before its renewal.
        timers.after(500, () => seen.push(`timer ${signal.aborted}`));
        timers.after(600, () => seen.push(`derived ${derived.signal.aborted}`));
        void a.runtime.call("vendor", () => scene.world.wait(700)).then(() => seen.push(`answer ${signal.aborted}`));
      };
      a.campaign();
      await scene.world.advance(duration + 100);
      expect(a.leading).toHaveLength(1);
      a.runtime.stop();
      await scene.world.advance(3_600 * second);
      expect(seen).toEqual([]);
      a.runtime.goOn(first);
      await scene.world.advance(0);
      expect(seen.toSorted()).toEqual(["answer true", "derived true", "timer true"]);
      expect(scene.server.get()).toMatchObject({ epoch: 1 });
    }
  });

  it("that was stopped for less than its deadline goes on", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    a.runtime.stop();
    await scene.world.advance(7 * second);
    a.runtime.goOn();
    await scene.world.advance(60 * second);
    expect(a.led).toMatchObject([{ epoch: 1, firedAt: undefined }]);
  });
});

describe("the end of a campaign", () => {
  it("ends the term (131)", async () => {
    const scene = new Scene();
    const a = scene.replica("a");
    const campaign = a.campaign();
    await scene.world.advance(duration + second);
    expect(a.leading).toHaveLength(1);
    campaign.stop();
    await scene.world.advance(0);
    expect(a.leading).toHaveLength(0);
  });

  it("right after an acquisition comes only after lead has ended (133)", async () => {
    const scene = new Scene();
    const a = scene.replica("a", { joinMs: 5 * second });
    const campaign = a.campaign();
    const stopAtOnce = (): void => campaign.stop();
    a.work = stopAtOnce;
    let isOver = false;
    void campaign.done.then(() => (isOver = true));
    await scene.world.advance(duration + 2 * second);
    expect([a.led.length, isOver]).toEqual([1, false]);
    await scene.world.until(campaign.done);
    expect(a.led[0]!.endedAt).toBeDefined();
  });

  it("releases the lease once lead has ended, and renews it until then: the successor begins within a retry period", async () => {
    const scene = new Scene();
    const a = scene.replica("a", { joinMs: 30 * second });
    const campaign = a.campaign();
    await scene.world.advance(duration + second);
    const b = scene.replica("b");
    b.campaign();
    await scene.world.advance(5 * second);
    campaign.stop();
    await scene.world.until(campaign.done);
    expect(b.led).toHaveLength(0);
    expect(scene.server.get()).toMatchObject({ isReleased: true, holder: "", epoch: 1 });
    await scene.world.advance(retry + 100);
    expect(b.led).toMatchObject([{ epoch: 2 }]);
    expect(b.led[0]!.from).toBeGreaterThanOrEqual(a.led[0]!.endedAt!);
    expect(a.count("losses{reason=released}")).toBe(1);
  });

  it.each([
    ["the answer to its last renewal was lost", loseOneWrite, true],
    ["another replica has just wished for it", wishFor, false],
    ["somebody has just deleted it", ({ server }: Scene) => server.delete(), false],
    ["the answer to the release itself was lost", loseOneWrite, false],
  ] as const)("releases the lease also when %s", async (_what, meddle, renews) => {
    const scene = new Scene();
    const a = scene.replica("a");
    const campaign = a.campaign();
    await scene.world.advance(duration + second);
    const b = scene.replica("b");
    b.campaign();
    await scene.world.advance(5 * second);
    meddle(scene);
    // Long enough for a renewal, and too short for the next one to find out what became of it.
    if (renews) await scene.world.advance(retry);
    campaign.stop();
    await scene.world.until(campaign.done);
    expect(scene.server.get()).toMatchObject({ isReleased: true, holder: "", epoch: 1 });
    await scene.world.advance(retry + 100);
    expect(b.led).toMatchObject([{ epoch: 2 }]);
    expect(a.count("losses{reason=released}")).toBe(1);
  });

  it("lets nobody lead under a lease whose release is on its way, and does not wait for who begins meanwhile", async () => {
    const scene = new Scene();
    const a = scene.replica("a");
    const campaign = a.campaign();
    await scene.world.advance(duration + second);
    scene.server.trouble = ({ kind }) => (kind === "write" ? { lateMs: 500 } : undefined);
    campaign.stop();
    await scene.world.advance(200);
    a.campaign("another");
    await scene.world.advance(100);
    scene.server.trouble = () => undefined;
    expect(a.led).toHaveLength(1);
    await scene.world.until(campaign.done);
    await scene.world.advance(retry + second);
    expect(a.led.map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  it("leaves a lease alone that another holds by then", async () => {
    const scene = new Scene();
    const a = scene.replica("a");
    const campaign = a.campaign();
    await scene.world.advance(duration + second);
    scene.server.put(foreign);
    campaign.stop();
    await scene.world.until(campaign.done);
    expect(scene.server.get()).toMatchObject(foreign);
  });

  it("leaves a killed process' lease to expire: the successor begins after a duration and a retry period", async () => {
    const scene = new Scene();
    const a = await scene.leader("a");
    const b = scene.replica("b");
    b.campaign();
    await scene.world.advance(5 * second);
    a.runtime.kill();
    const killedAt = scene.world.now;
    await scene.world.advance(60 * second);
    const tookMs = b.led[0]!.from - killedAt;
    expect(tookMs).toBeGreaterThan(duration - retry - 100);
    expect(tookMs).toBeLessThan(duration + retry + 100);
  });

  it("of one source leaves the lease to the others", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    const other = a.campaign("langsmith");
    await scene.world.advance(second);
    other.stop();
    await scene.world.until(other.done);
    await scene.world.advance(60 * second);
    expect(a.leading).toMatchObject([{ source: "portkey", epoch: 1 }]);
    expect(scene.server.get()).toMatchObject({ holder: "a", epoch: 1 });
  });

  it("does not wait for a look that hangs", async () => {
    const scene = new Scene();
    scene.server.trouble = () => "hang";
    const a = scene.replica("a");
    const campaign = a.campaign();
    await scene.world.advance(second);
    campaign.stop();
    await scene.world.until(campaign.done, 10);
    expect(a.runtime.leaks()).toEqual([]);
  });

  it("passes on what lead rejects with, and releases the lease", async () => {
    const scene = new Scene();
    const a = scene.replica("a");
    a.work = () => {
      throw new Error("a bug");
    };
    const campaign = a.campaign();
    await expect(scene.world.until(campaign.done)).rejects.toThrow("a bug");
    expect(scene.server.get()).toMatchObject({ isReleased: true });
    expect(a.runtime.leaks()).toEqual([]);
  });

  it("comes with the elector's shutdown, which waits for the release, and then leaves nothing open", async () => {
    const scene = new Scene();
    const a = await scene.leader("a", { joinMs: 3 * second });
    const standby = scene.replica("b");
    standby.campaign();
    await scene.world.advance(second);
    await scene.world.until(standby.elector.shutdown(new AbortController().signal), 10);
    await scene.world.until(a.elector.shutdown(new AbortController().signal));
    expect(scene.server.get()).toMatchObject({ isReleased: true });
    expect([a.runtime.leaks(), standby.runtime.leaks()]).toEqual([[], []]);
    await expect(a.elector.campaign("portkey", 0, async () => undefined, new AbortController().signal)).rejects.toThrow(
      expect.objectContaining({ code: "ELECTION_NOT_OPEN" }),
    );
  });

  it("is not waited for beyond the shutdown's deadline, by a lead that does not end or a store that does not answer", async () => {
    const scene = new Scene();
    const a = await scene.leader("a", { joinMs: 3_600 * second });
    const giveUp = new AbortController();
    const over = a.elector.shutdown(giveUp.signal);
    await scene.world.advance(5 * second);
    giveUp.abort(new Error("deadline"));
    await scene.world.until(over, 1);
  });
});

describe("a second campaign of one source in one process", () => {
  it("is refused; after the end of the first it is not", async () => {
    const scene = new Scene();
    const a = scene.replica("a");
    const first = a.campaign();
    await expect(a.campaign().done).rejects.toThrow(expect.objectContaining({ code: "ELECTION_CAMPAIGN_TWICE" }));
    first.stop();
    await scene.world.until(first.done);
    a.campaign();
    await scene.world.advance(duration + second);
    expect(a.leading).toHaveLength(1);
  });
});

describe("what it tells", () => {
  it("a standby whose campaign ends says nothing of a loss, a clean end is info, a lapse a warning that says lost (135)", async () => {
    const scene = new Scene();
    const told = (replica: Replica) =>
      replica.recorded.logs.map(({ level, message }) => [level, message.includes("lost")]);
    const a = scene.replica("a");
    const campaign = a.campaign();
    await scene.world.advance(duration + second);
    const b = scene.replica("b");
    const standby = b.campaign();
    await scene.world.advance(second);
    standby.stop();
    await scene.world.until(standby.done);
    expect(told(b)).toEqual([]);
    campaign.stop();
    await scene.world.until(campaign.done);
    expect(told(a)).toEqual([
      ["info", false],
      ["info", false],
    ]);
    const c = scene.replica("c");
    c.campaign();
    await scene.world.advance(second);
    scene.server.put(foreign);
    await scene.world.advance(3 * second);
    expect(told(c)).toEqual([
      ["info", false],
      ["warn", true],
    ]);
  });

  it("gauges are there from the start on, on every replica: no leader and no standby can be told", async () => {
    const scene = new Scene();
    const [a, b] = [scene.replica("a"), scene.replica("b")];
    const gauges = (replica: Replica) =>
      ["campaigning", "is_leader", "leases", "epoch"].map((name) => replica.metric(name));
    expect([gauges(a), a.metric("observed_lease_age")]).toEqual([[0, 0, 0, 0], 0]);
    a.campaign();
    await scene.world.advance(duration + second);
    b.campaign();
    await scene.world.advance(5 * second);
    expect([gauges(a), gauges(b)]).toEqual([
      [1, 1, 1, 1],
      [1, 0, 0, 0],
    ]);
    a.runtime.kill();
    await scene.world.advance(10 * second);
    expect(b.metric("observed_lease_age")).toBeGreaterThan(9);
    await scene.world.advance(10 * second);
    expect(gauges(b)).toEqual([1, 1, 1, 2]);
  });

  it("a demoted leader's gauges fall", async () => {
    const scene = new Scene();
    const a = await scene.leader();
    scene.server.trouble = () => "unavailable";
    await scene.world.advance(deadline + second);
    expect(["campaigning", "is_leader", "leases", "epoch"].map((name) => a.metric(name))).toEqual([1, 0, 0, 0]);
  });

  it("who leads, as far as is known", async () => {
    const scene = new Scene();
    const a = await scene.leader("a");
    const b = scene.replica("b");
    expect(b.elector.standing("portkey")).toEqual({ leader: undefined, isOurs: false, epoch: 0 });
    b.campaign();
    await scene.world.advance(second);
    expect(a.elector.standing("portkey")).toEqual({ leader: "a", isOurs: true, epoch: 1 });
    expect(b.elector.standing("portkey")).toEqual({ leader: "a", isOurs: false, epoch: 1 });
    a.runtime.kill();
    await scene.world.advance(3 * second);
    expect(b.elector.standing("portkey").leader).toBe("a");
    scene.server.trouble = () => "hang";
    await scene.world.advance(duration);
    expect(b.elector.standing("portkey").leader).toBeUndefined();
  });
});
