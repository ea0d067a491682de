import { describe, expect, it } from "vitest";
import { durableQueue, production } from "../src/setup.ts";
import { Simulation } from "../src/simulation.ts";
import type { SimulationOptions } from "../src/simulation-options.ts";
import { quiet, type StoryEvent } from "../src/story.ts";
import type { Promised } from "../src/violations.ts";
import {
  brokenClient,
  brokenStorage,
  forgetfulStorage,
  hastyStorage,
  losingClient,
  nothingSaid,
} from "./sabotage-queue.ts";
import { behindGuard } from "./sabotage.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const setup = { graphs: ["requests", "tokens"], cadenceMs: 2 * minute, queue: durableQueue };

/** Three hours with a queue on disk: which promises were found broken. */
async function brokenBy(options: Partial<SimulationOptions>): Promise<readonly Promised[]> {
  const simulation = await Simulation.open({ seed: 3, hours: 3, story: quiet, setup, ...options });
  await simulation.play(30 * minute);
  return [...simulation.violations.counts.keys()].toSorted();
}

/** The sink is away from the first half hour on, for half an hour; the power goes twice meanwhile. */
const outage: readonly StoryEvent[] = [
  { at: 30 * minute, trouble: { kind: "sink down", sink: 0, how: "503", forMs: hour } },
  ...[50, 70].map((at): StoryEvent => ({
    at: at * minute,
    trouble: {
      kind: "crash",
      plan: { door: "http.request", nth: 3, when: "before" },
      aftermath: { downMs: second, powerCut: true },
    },
  })),
];
const story = { ...quiet, events: outage };

describe("behind a queue on disk, a simulation finds", () => {
  it("nothing where nothing is broken", async () => {
    expect(await brokenBy({})).toEqual([]);
    expect(await brokenBy({ story })).toEqual([]);
  });

  it("a queue that forgets a record when it starts again", async () => {
    expect(await brokenBy({ story, instead: [forgetfulStorage()] })).toEqual([
      "in order",
      "nothing is lost",
      "up to date",
    ]);
  });

  it("a queue that acknowledges before the sync", async () => {
    expect(await brokenBy({ story, instead: [hastyStorage()] })).toContain("nothing is acknowledged early");
  });

  it("a queue that begins with the newest", async () => {
    const reversed = brokenStorage({ log: (real) => ({ entries: real.entries.toReversed() }) });
    expect(await brokenBy({ story, instead: [reversed] })).toEqual(["in order"]);
  });

  it("a queue that takes what is polled for pushed, and merges it", async () => {
    const guard = behindGuard((next) => ({
      consume: (payload, context) => next.consume(payload, { ...context, coverage: undefined }),
    }));
    const workspaces = [{ ...production, useCases: { chat: ["key-chat"], batch: ["key-batch"] } }];
    const batching = { ...setup, workspaces, queue: { ...durableQueue, batches: true } };
    expect(await brokenBy({ setup: batching })).toEqual([]);
    expect(await brokenBy({ setup: batching, instead: [guard] })).toEqual(["never merged"]);
  });

  it("a queue that keeps what the sink has taken", async () => {
    const keeping = brokenStorage({ log: () => ({ remove: () => Promise.resolve() }) });
    const restarts = [1, 2].map((at): StoryEvent => ({ at: at * hour, trouble: { kind: "restart", downMs: second } }));
    const found = await brokenBy({ story: { ...quiet, events: restarts }, instead: [keeping] });
    expect(found).toEqual(["nothing is counted twice"]);
  });

  it("an exporter that loses one of the parts of what is too large", async () => {
    const down = { kind: "sink down", sink: 0, how: "503", forMs: hour } as const;
    const narrow = { kind: "sink down", sink: 0, how: "413", forMs: hour } as const;
    const events = [
      { at: 30 * minute, trouble: down },
      { at: 90 * minute, trouble: narrow },
    ];
    // In large requests: a minute has four points, and the sink takes ten.
    const more = { story: { ...quiet, events }, setup: { ...setup, cadenceMs: 5 * minute } };
    expect(await brokenBy(more)).toEqual([]);
    expect(await brokenBy({ ...more, instead: [losingClient()] })).toContain("nothing is lost");
  });

  it("a sink's refusals that nobody counts", async () => {
    const down = { kind: "sink down", sink: 0, how: "503", forMs: hour } as const;
    const picky = { kind: "sink down", sink: 0, how: "partial", forMs: 30 * minute } as const;
    const events = [
      { at: 30 * minute, trouble: down },
      { at: 90 * minute, trouble: picky },
    ];
    const deaf = brokenClient((real) => async (request) => {
      const answer = await real.request(request);
      return answer.status === 200 ? nothingSaid : answer;
    });
    expect(await brokenBy({ story: { ...quiet, events } })).toEqual([]);
    expect(await brokenBy({ story: { ...quiet, events }, instead: [deaf] })).toEqual(["every gap is a number"]);
  });
});
