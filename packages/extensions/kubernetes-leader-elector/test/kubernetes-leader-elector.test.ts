import type { LeaderElector, Term } from "@genai-collector/component";
import {
  createHost,
  createSettings,
  decodeConfig,
  Recorded,
  VirtualKubernetes,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { createKubernetesLeaderElectorFactory } from "../src/index.ts";

const second = 1_000;
const leadsAfterMs = 18 * second;

class Scene {
  readonly world: World;
  readonly server: VirtualKubernetes;

  constructor(seed = 1) {
    this.world = new World(undefined, seed);
    this.server = new VirtualKubernetes(this.world);
  }

  /** One replica that campaigns; `epochs` are those of its terms, `leading` whether it leads now. */
  async replica(pod: string | undefined, config: object = {}, sources: readonly string[] = ["portkey"]) {
    const runtime = new VirtualRuntime(this.world, { host: pod ?? "node" });
    runtime.process.names = { pod, host: "node-7" };
    const factory = createKubernetesLeaderElectorFactory(this.server.open(runtime));
    const recorded = new Recorded();
    const settings = createSettings<NonNullable<typeof factory.instruments>>("elector", runtime, {
      recorded,
      instruments: factory.instruments,
    });
    const extension = factory.create(settings, decodeConfig(factory.config, config, "extensions::elector"));
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

const open = (terms: readonly Term[]): number => terms.filter(({ signal }) => !signal.aborted).length;

describe("the Lease", () => {
  it("says who leads, as kubectl shows it: leaseTransitions is the epoch", async () => {
    const scene = new Scene();
    await scene.replica("collector-0");
    await scene.world.advance(leadsAfterMs);
    const { spec, metadata } = scene.server.lease("genai-collector")!;
    expect(spec).toMatchObject({ holderIdentity: "collector-0", leaseDurationSeconds: 15, leaseTransitions: 1 });
    expect(spec.renewTime).toMatch(/^2026-01-01T00:00:\d\d\.\d{6}Z$/);
    expect(metadata.annotations).toMatchObject({ "genai-collector/renewals": expect.stringMatching(/^\d+$/) });
  });

  it("keeps the labels and annotations of others", async () => {
    const scene = new Scene();
    const client = await scene.server.open(new VirtualRuntime(scene.world))(
      { kubeconfig: "", namespace: "", timeout: 5_000 },
      createSettings("x", new VirtualRuntime(scene.world)),
    );
    const metadata = { name: "genai-collector", labels: { team: "ai" }, annotations: { "example.org/why": "because" } };
    await scene.world.until(
      client.leases.create({ metadata, spec: { leaseTransitions: 4 } }, new AbortController().signal),
    );
    await scene.replica("collector-0");
    await scene.world.advance(leadsAfterMs);
    const stored = scene.server.lease("genai-collector")!;
    expect(stored.metadata.labels).toEqual({ team: "ai" });
    expect(stored.metadata.annotations).toMatchObject({ "example.org/why": "because" });
    expect(stored.spec.leaseTransitions).toBe(5);
  });

  it("with null transitions, or of odd content, is healed with an epoch above the floor (134)", async () => {
    const scene = new Scene();
    scene.server.writeLease("genai-collector", { holderIdentity: "old-pod", renewTime: "yesterday" });
    const { terms } = await scene.replica("collector-0");
    await scene.world.advance(leadsAfterMs);
    expect(terms.map(({ epoch }) => epoch)).toEqual([1]);
  });

  it("whose reads fail is read again: the epoch is never taken for 0 (134)", async () => {
    const scene = new Scene();
    scene.server.writeLease("genai-collector", {
      holderIdentity: "old-pod",
      leaseDurationSeconds: 15,
      leaseTransitions: 7,
    });
    scene.server.fault({ call: "kubernetes.get", kind: "unavailable", times: 7 });
    const { terms, stop } = await scene.replica("collector-0");
    await scene.world.advance(leadsAfterMs + 14 * second);
    expect(terms.map(({ epoch }) => epoch)).toEqual([8]);
    stop.abort(new Error("over"));
    await scene.world.advance(second);
    expect(open(terms)).toBe(0);
  });

  it("is released at the end of a campaign: no holder, and the successor begins within a retry period", async () => {
    const scene = new Scene();
    const a = await scene.replica("collector-0");
    await scene.world.advance(leadsAfterMs);
    const b = await scene.replica("collector-1");
    await scene.world.advance(second);
    await scene.world.until(a.extension.shutdown!(new AbortController().signal));
    expect(scene.server.lease("genai-collector")!.spec.holderIdentity).toBeUndefined();
    await scene.world.advance(2_100);
    expect(b.terms.map(({ epoch }) => epoch)).toEqual([2]);
    expect(a.runtime.leaks()).toEqual([]);
  });

  it("is named for each source with shard_by: source", async () => {
    const scene = new Scene();
    const config = { lease_name: "bridge", polling: { shard_by: "source" } };
    const a = await scene.replica("collector-0", config, ["portkey/eu", "langsmith"]);
    await scene.world.advance(leadsAfterMs + 10 * second);
    expect(open(a.terms)).toBe(2);
    expect(scene.server.lease("bridge")).toBeUndefined();
    expect(a.recorded.values.get("elector.leases")!.at(-1)).toBe(2);
  });

  it("another program's is respected while that renews it", async () => {
    const scene = new Scene();
    const a = await scene.replica("collector-0");
    for (let round = 0; round < 20; round++) {
      const renewTime = new Date(scene.world.now).toISOString().replace("Z", "000Z");
      scene.server.writeLease("genai-collector", { holderIdentity: "other", leaseDurationSeconds: 15, renewTime });
      await scene.world.advance(5 * second);
    }
    expect(a.terms).toHaveLength(0);
    expect(a.elector.standing!("portkey").isOurs).toBe(false);
  });

  it("two contenders are never active at once, whatever the API server does (136)", async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const scene = new Scene(seed);
      const replicas = [await scene.replica("collector-0"), await scene.replica("collector-1")];
      for (const kind of ["lost", "late", "unavailable", "silent"] as const)
        scene.server.fault({ kind, probability: 0.1, lateMs: 7_000 });
      const epochs: number[] = [];
      for (let at = 0; at < 600; at++) {
        await scene.world.advance(second);
        const active = replicas.filter(({ terms }) => open(terms) > 0);
        expect(active.length).toBeLessThanOrEqual(1);
        for (const { terms } of active) if (epochs.at(-1) !== terms.at(-1)!.epoch) epochs.push(terms.at(-1)!.epoch);
      }
      expect(epochs).toEqual(epochs.toSorted((a, b) => a - b));
      expect(epochs.length).toBeGreaterThan(0);
    }
  });

  it("that the service account may not read is told as a permanent error, once, until it may", async () => {
    const scene = new Scene();
    const mend = scene.server.fault({ kind: "refused" });
    const { recorded, terms } = await scene.replica("collector-0");
    await scene.world.advance(60 * second);
    expect(recorded.status("elector", "genai-collector")).toMatchObject({ state: "permanent_error" });
    expect(recorded.logs.filter(({ level }) => level === "warn")).toHaveLength(1);
    mend();
    await scene.world.advance(leadsAfterMs);
    expect([recorded.status("elector", "genai-collector")!.state, open(terms)]).toEqual(["ok", 1]);
  });
});

describe("options", () => {
  it("lease_name and namespace are where the Lease is: collectors with others do not meet", async () => {
    const scene = new Scene();
    const replicas = [
      await scene.replica("a"),
      await scene.replica("b", { lease_name: "other.team" }),
      await scene.replica("c", { namespace: "elsewhere" }),
    ];
    await scene.world.advance(leadsAfterMs);
    expect(replicas.map(({ terms }) => open(terms))).toEqual([1, 1, 1]);
    const holders = [
      scene.server.lease("genai-collector"),
      scene.server.lease("other.team"),
      scene.server.lease("genai-collector", "elsewhere"),
    ];
    expect(holders.map((lease) => lease?.spec.holderIdentity)).toEqual(["a", "b", "c"]);
  });

  it("lease_duration, renew_deadline and retry_period are how long a take-over, a term without an answer and a renewal take", async () => {
    const scene = new Scene();
    const config = { lease_duration: "6s", renew_deadline: "4s", retry_period: "1s" };
    const a = await scene.replica("a", config);
    await scene.world.advance(8 * second);
    expect(scene.server.lease("genai-collector")!.spec.leaseDurationSeconds).toBe(6);
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

describe("the identity", () => {
  it.each([
    ["as configured", { identity: "me" }, "pod-1", /^me$/],
    ["else the pod's name", {}, "pod-1", /^pod-1$/],
    ["else the machine's and a random part: never empty (130)", {}, undefined, /^node-7-[0-9a-f]{8}$/],
  ])("is %s", async (_what, config, pod, expected) => {
    const scene = new Scene();
    await scene.replica(pod, config);
    await scene.world.advance(leadsAfterMs);
    expect(scene.server.lease("genai-collector")!.spec.holderIdentity).toMatch(expected);
  });
});

describe("the configuration", () => {
  const { config } = createKubernetesLeaderElectorFactory(() => Promise.reject(new Error("never opened")));
  const problems = (given: object): string[] => {
    const found: string[] = [];
    config.decode(given, (path, message) => found.push(`${path}: ${message}`));
    return found;
  };

  it("has the defaults 15 s, 10 s, 2 s", () => {
    expect(problems({})).toEqual([]);
    const decoded = config.decode({}, () => undefined);
    expect([decoded.lease_duration, decoded.renew_deadline, decoded.retry_period]).toEqual([15_000, 10_000, 2_000]);
  });

  it.each([
    [{ lease_duration: "500ms" }, /^lease_duration: must be at least 1s/],
    [{ renew_deadline: "15s" }, /^renew_deadline: must be at most 13500 ms, nine tenths of lease_duration/],
    [{ renew_deadline: "14s" }, /^renew_deadline/],
    [{ lease_duration: "9s" }, /^renew_deadline/],
    [{ retry_period: "0s" }, /^retry_period: must be at least 1ms/],
    [{ retry_period: "10s" }, /^retry_period: must be at most half of renew_deadline/],
  ])("refuses %j at its key", (given, expected) => {
    expect(problems(given)[0]).toMatch(expected);
  });

  it("takes the shortest that make sense", () => {
    expect(problems({ lease_duration: "1s", renew_deadline: "600ms", retry_period: "200ms" })).toEqual([]);
  });
});
