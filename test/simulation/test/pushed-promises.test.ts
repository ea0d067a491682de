import { describe, expect, it } from "vitest";
import { durableQueue, memoryQueue, type PushedSetup } from "../src/setup.ts";
import { Simulation } from "../src/simulation.ts";
import type { SimulationOptions } from "../src/simulation-options.ts";
import type { OutageKind } from "../src/sink-front.ts";
import { quiet, type StoryEvent } from "../src/story.ts";
import type { Promised } from "../src/violations.ts";
import { behindLogGuard, silentExporter, whitewash, withoutLogGuard } from "./sabotage-pushed.ts";
import { forgetfulStorage, hastyStorage, losingClient } from "./sabotage-queue.ts";

const second = 1_000;
const minute = 60 * second;

const modes = ["accepted", "delivered"] as const;
const inMemory: PushedSetup = { acknowledge: "accepted", hasBatch: true, queue: memoryQueue, everyMs: 20 * second };
const onDisk: PushedSetup = { ...inMemory, hasBatch: false, queue: durableQueue };

/** An hour in which nothing goes wrong but what is broken on purpose: which promises were found broken. */
async function brokenBy(pushed: PushedSetup, options: Partial<SimulationOptions>): Promise<readonly Promised[]> {
  const setup = { graphs: ["requests"], cadenceMs: 5 * minute, pushed };
  const simulation = await Simulation.open({ seed: 3, hours: 1, story: quiet, setup, ...options });
  await simulation.play(30 * minute);
  return [...simulation.violations.counts.keys()].toSorted();
}

const outage = (forMs: number, how: OutageKind = "503"): StoryEvent => ({
  at: 20 * minute,
  trouble: { kind: "sink down", sink: 1, how, forMs },
});
const powerCut: StoryEvent = {
  at: 21 * minute,
  trouble: {
    kind: "crash",
    plan: { door: "any", nth: 1, when: "before" },
    aftermath: { downMs: second, powerCut: true },
  },
};

describe("of what is pushed, a simulation finds", () => {
  it.each(modes)("%s: nothing where nothing is broken", async (acknowledge) => {
    const events = [outage(3 * minute), powerCut];
    expect(await brokenBy({ ...inMemory, acknowledge }, { story: { ...quiet, events } })).toEqual([]);
    expect(await brokenBy({ ...onDisk, acknowledge }, { story: { ...quiet, events } })).toEqual([]);
  });

  it.each([
    ["accepted", "every gap is a number"],
    ["delivered", "nothing is lost"],
  ] as const)("%s: a component that throws every third payload away", async (acknowledge, promise) => {
    let payloads = 0;
    const guard = behindLogGuard((next) => ({
      consume: async (payload, context) => {
        if (payloads++ % 3 > 0) await next.consume(payload, context);
      },
    }));
    expect(await brokenBy({ ...inMemory, acknowledge }, { instead: [guard] })).toEqual([
      promise,
      "the ledger balances",
    ]);
  });

  it("delivered: a component that answers before the sink does", async () => {
    const guard = behindLogGuard((next, { lifetime }) => ({
      consume: async (payload, context) => void next.consume(payload, { ...context, signal: lifetime }),
    }));
    const pushed: PushedSetup = { ...inMemory, acknowledge: "delivered" };
    expect(await brokenBy(pushed, { instead: [guard] })).toEqual(["nothing is acknowledged early"]);
  });

  it("delivered: a component that hides what the sink answers", async () => {
    const story = { ...quiet, events: [outage(20 * minute, "401")] };
    const pushed: PushedSetup = { ...inMemory, acknowledge: "delivered" };
    expect(await brokenBy(pushed, { story })).toEqual([]);
    expect(await brokenBy(pushed, { story, instead: [behindLogGuard(whitewash)] })).toEqual([
      "nothing is lost",
      "the ledger balances",
    ]);
  });

  it("a component that sends everything twice", async () => {
    const guard = behindLogGuard((next) => ({
      consume: async (payload, context) => {
        await next.consume(payload.fork(), context);
        await next.consume(payload, context);
      },
    }));
    expect(await brokenBy(inMemory, { instead: [guard] })).toEqual(["nothing is counted twice", "the ledger balances"]);
    expect(await brokenBy(onDisk, { instead: [guard] })).toEqual(["nothing is counted twice", "the ledger balances"]);
  });

  it("a pipeline that lets prompts through", async () => {
    expect(await brokenBy(inMemory, { instead: [withoutLogGuard()] })).toEqual(["content-free"]);
  });

  it("an exporter that does not count what it drops", async () => {
    const story = { ...quiet, events: [outage(20 * minute)] };
    for (const pushed of [inMemory, onDisk]) {
      expect(await brokenBy(pushed, { story })).toEqual([]);
      const found = await brokenBy(pushed, { story, instead: [silentExporter()] });
      const promise = pushed.queue.isDurable ? "nothing is lost" : "every gap is a number";
      expect(found).toEqual([promise, "the ledger balances"]);
    }
  });

  it("a queue on disk that forgets a record when it starts again", async () => {
    const story = { ...quiet, events: [outage(3 * minute), powerCut] };
    expect(await brokenBy(onDisk, { story, instead: [forgetfulStorage()] })).toEqual(["nothing is lost"]);
  });

  it("a queue on disk that acknowledges before the sync", async () => {
    const story = { ...quiet, events: [outage(3 * minute)] };
    expect(await brokenBy(onDisk, { story, instead: [hastyStorage()] })).toEqual(["nothing is acknowledged early"]);
  });

  it("an exporter that loses one of the parts of what is too large", async () => {
    const narrow: StoryEvent = { at: 0, trouble: { kind: "sink down", sink: 1, how: "413", forMs: 80 * minute } };
    const story = { ...quiet, events: [narrow] };
    const pushed: PushedSetup = { ...inMemory, acknowledge: "delivered" };
    expect(await brokenBy(pushed, { story })).toEqual([]);
    expect(await brokenBy(pushed, { story, instead: [losingClient()] })).toEqual(["nothing is lost"]);
  });

  it("a receiver that never answers", async () => {
    const guard = behindLogGuard(() => ({ consume: () => new Promise<void>(() => undefined) }));
    expect(await brokenBy({ ...inMemory, hasBatch: false }, { instead: [guard] })).toContain("alive");
  });
});
