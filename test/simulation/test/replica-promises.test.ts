import {
  checkpointStore,
  leaderElector,
  provide,
  type CheckpointStore,
  type LeaderElector,
} from "@genai-collector/component";
import type { AnyFactory, ExtensionFactory } from "@genai-collector/confmap";
import { describe, expect, it } from "vitest";
import type { Setup } from "../src/setup.ts";
import { sharedExtensions } from "../src/shared-extensions.ts";
import { Simulation } from "../src/simulation.ts";
import type { SimulationOptions } from "../src/simulation-options.ts";
import { quiet, type StoryEvent } from "../src/story.ts";
import type { Promised } from "../src/violations.ts";
import { brokenCheckpoint, receiverWithConfig } from "./sabotage.ts";

const minute = 60_000;
const timeout = 60_000;

const alone = { graphs: ["requests", "tokens"], cadenceMs: 2 * minute } as const;
const shared = { ...alone, replicas: 2, coordination: "kubernetes" } as const;

/** An hour and a half in which nothing goes wrong but what is broken on purpose, and what the events say. */
async function brokenBy(
  setup: Partial<Setup>,
  events: readonly StoryEvent[],
  options: Partial<SimulationOptions> = {},
): Promise<readonly Promised[]> {
  const simulation = await Simulation.open({ seed: 3, hours: 1.5, story: { ...quiet, events }, setup, ...options });
  await simulation.play(40 * minute);
  return [...simulation.violations.counts.keys()].toSorted();
}

/** The elector that ships, with something broken in front of it. */
function brokenElector(broken: (real: LeaderElector) => LeaderElector["campaign"]): AnyFactory {
  const extension = sharedExtensions.find(({ type }) => type === "kubernetes_leader_elector") as ExtensionFactory;
  const elector: ExtensionFactory = {
    ...extension,
    create: (settings, config) => {
      const real = extension.create(settings, config) as ReturnType<ExtensionFactory["create"]> & LeaderElector;
      const found = real.provided!.find(({ key }) => key === leaderElector.key)!.implementation as LeaderElector;
      return {
        provided: [provide(leaderElector, { campaign: broken(found) })],
        start: async (host) => real.start?.(host),
        shutdown: async (signal) => real.shutdown?.(signal),
      };
    },
  };
  return elector;
}

/** The shared store that ships, with something broken in front of it. */
function brokenStore(broken: (real: CheckpointStore) => CheckpointStore["advance"]): AnyFactory {
  const extension = sharedExtensions.find(({ type }) => type === "kubernetes_checkpoint") as ExtensionFactory;
  const store: ExtensionFactory = {
    ...extension,
    create: (settings, config) => {
      const shipped = extension.create(settings, config);
      const real = shipped.provided!.find(({ key }) => key === checkpointStore.key)!.implementation as CheckpointStore;
      const given: CheckpointStore = {
        load: (key) => real.load(key),
        list: (receiver) => real.list(receiver),
        remove: (key) => real.remove(key),
        advance: broken(real),
      };
      return {
        provided: [provide(checkpointStore, given)],
        start: async (host) => shipped.start?.(host),
        shutdown: async (signal) => shipped.shutdown?.(signal),
      };
    },
  };
  return store;
}

const cutOff = (replica: number): StoryEvent => ({
  at: 30 * minute,
  replica,
  trouble: { kind: "partition", to: "servers", ways: "both", forMs: 5 * minute },
});
const bothCutOff = [cutOff(0), { ...cutOff(1), at: 50 * minute }];

describe("a simulation of replicas finds", { timeout }, () => {
  it("nothing where nothing is broken", async () => {
    expect(await brokenBy(shared, bothCutOff)).toEqual([]);
    expect(await brokenBy({ ...shared, coordination: "dynamodb" }, bothCutOff)).toEqual([]);
  });

  it("an elector that lets everybody lead", async () => {
    const elector = brokenElector(() => async (_source, floor, lead, signal) => lead({ epoch: floor + 1, signal }));
    const broken = await brokenBy(shared, [], { instead: [elector] });
    expect(broken).toContain("one leader an epoch");
    // What both poll comes twice, and whoever saves second loses its place.
    expect(
      broken.filter((promise) => promise !== "one leader an epoch" && promise !== "nothing is counted twice"),
    ).toEqual([]);
  });

  it("a term that goes on when another one leads", async () => {
    const deaf = brokenElector(
      (real) => (source, floor, lead, signal) =>
        real.campaign(source, floor, ({ epoch }) => lead({ epoch, signal }), signal),
    );
    const broken = await brokenBy(shared, bothCutOff, { instead: [deaf] });
    expect(broken).toContain("one leader an epoch");
  });

  it("epochs that go down", async () => {
    const falling = brokenElector(
      (real) => (source, _floor, lead, signal) =>
        real.campaign(source, 0, ({ epoch, signal: over }) => lead({ epoch: 1_000 - epoch, signal: over }), signal),
    );
    expect(await brokenBy(shared, bothCutOff, { instead: [falling] })).toContain("epochs only grow");
  });

  it("a store that answers before it has anything", async () => {
    let saves = 0;
    const hasty = brokenStore(
      (real) =>
        async (...given) =>
          ++saves === 8 ? "saved" : real.advance(...given),
    );
    expect(await brokenBy(shared, [], { instead: [hasty] })).toEqual(["saves last"]);
  });

  it("a record with the epoch of another term", async () => {
    const ahead = brokenStore(
      (real) =>
        (key, to, epoch, ...more) =>
          real.advance(key, to, epoch + 1, ...more),
    );
    // Nor has the store what was said to be saved in the term's own.
    expect(await brokenBy(shared, [], { instead: [ahead] })).toEqual(["epochs only grow", "saves last"]);
  });

  it("a source that is asked more than was granted", async () => {
    const greedy = receiverWithConfig({ rate_limit: { requests_per_second: 100, burst: 100 } });
    const setup = {
      ...alone,
      graphs: ["requests", "cost", "tokens", "errors"],
      rateLimit: { perSecond: 0.1, burst: 1 },
    };
    expect(await brokenBy(setup, [])).toEqual([]);
    expect(await brokenBy(setup, [], { instead: [greedy] })).toEqual(["within the budget"]);
  });

  it("books that are not kept", async () => {
    const unbooked = brokenCheckpoint({
      advance: (real) => (key, to, epoch, skipped, booked, from) =>
        real.advance(key, to, epoch, skipped, booked?.slice(1), from),
    });
    expect(await brokenBy(alone, [], { instead: [unbooked] })).toEqual(["every gap is a number"]);
  });

  it("a damaged checkpoint that is taken for none", async () => {
    const events = [
      { at: 40 * minute, trouble: { kind: "corrupt checkpoint", repair: "restore", forMs: 10 * minute } },
    ] as const;
    expect(await brokenBy(alone, events)).toEqual([]);
    const lenient = brokenCheckpoint({
      files: (real) => ({
        read: async (path, ...range) => {
          const bytes = await real.read(path, ...range);
          return bytes?.at(-1) === "r".charCodeAt(0) ? undefined : bytes;
        },
      }),
    });
    expect(await brokenBy(alone, events, { instead: [lenient] })).toContain("saves last");
  });
});
