import type { CheckpointStore, Consumer } from "@genai-collector/component";
import { createMetrics, type Metrics } from "@genai-collector/pdata";
import { planted } from "@genai-collector/simulator";
import { describe, expect, it } from "vitest";
import { Simulation } from "../src/simulation.ts";
import type { SimulationOptions } from "../src/simulation-options.ts";
import { quiet, type StoryEvent } from "../src/story.ts";
import type { Promised } from "../src/violations.ts";
import { behindGuard, brokenCheckpoint, handleOf, insteadOfSettle, receiverWithout } from "./sabotage.ts";

const minute = 60_000;
const hour = 60 * minute;

/** What follows where the sink has not what a lane saved as delivered: its books have other numbers. */
const booked = ["every gap is a number"] as const;
/** What follows where a component hands on other items than came in, and books nothing of it. */
const unbalanced = ["the ledger balances"] as const;

/** Three hours in which nothing goes wrong but what is broken on purpose: which promises were found broken. */
async function brokenBy(options: Partial<SimulationOptions>): Promise<readonly Promised[]> {
  const setup = { graphs: ["requests", "tokens"], cadenceMs: 2 * minute };
  const simulation = await Simulation.open({ seed: 3, hours: 3, story: quiet, setup, ...options });
  await simulation.play(30 * minute);
  return [...simulation.violations.counts.keys()].toSorted();
}

/** Does with each decoded payload what it is told, and hands it on. */
function editing(edit: (payload: ReturnType<Metrics["takeDecoded"]>) => void) {
  return (next: Consumer<Metrics>): Consumer<Metrics> => ({
    consume: (payload, context) => {
      edit(payload.takeDecoded());
      return next.consume(payload, context);
    },
  });
}

/** Saves no reasons, and whatever else it is given. */
const unskipped =
  (real: CheckpointStore): CheckpointStore["advance"] =>
  (key, to, epoch, _skipped, ...more) =>
    real.advance(key, to, epoch, [], ...more);

/** The collector dies before it can save what it has just delivered, every twenty minutes. */
const unsaved: readonly StoryEvent[] = Array.from({ length: 8 }, (_, index) => ({
  at: (index + 1) * 20 * minute,
  trouble: {
    kind: "crash",
    plan: { door: "files", nth: 1, when: "before" },
    aftermath: { downMs: 1_000, powerCut: false },
  },
}));

describe("a simulation finds", () => {
  it("nothing where nothing is broken", async () => {
    expect(await brokenBy({})).toEqual([]);
    expect(await brokenBy({ story: { ...quiet, events: unsaved } })).toEqual([]);
  });

  it("a component that acknowledges every third payload and throws it away", async () => {
    let payloads = 0;
    const guard = behindGuard((next) => ({
      consume: async (payload, context) => {
        if (payloads++ % 3 > 0) await next.consume(payload, context);
      },
    }));
    expect(await brokenBy({ instead: [guard] })).toEqual([...booked, "nothing is lost", ...unbalanced]);
  });

  it("a component that acknowledges what it delivers only later", async () => {
    const guard = behindGuard((next, { runtime, lifetime }) => ({
      consume: async (payload, context) => {
        // Always in time for the end, so that nothing is lost either.
        runtime.timers.after(5_000, () => void next.consume(payload, { ...context, signal: lifetime }));
      },
    }));
    expect(await brokenBy({ instead: [guard] })).toEqual([...booked, "nothing is acknowledged early", ...unbalanced]);
  });

  it("a checkpoint that is saved before what it stands for is delivered", async () => {
    const ahead = brokenCheckpoint({
      advance: (real) => (key, to, epoch, skipped) =>
        real.advance(key, { ...to, time: to.time + minute }, epoch, skipped),
    });
    // The collector that goes on delivers it late; what the last one saved it never delivers.
    expect(await brokenBy({ instead: [ahead] })).toEqual([
      ...booked,
      "nothing is acknowledged early",
      "nothing is lost",
    ]);
  });

  it("a value that is not the platform's", async () => {
    const guard = behindGuard(
      editing(({ resourceMetrics: [resource] }) => {
        resource!.scopeMetrics[0]!.metrics[0]!.gauge!.dataPoints[0]!.asDouble = 4_242;
      }),
    );
    expect(await brokenBy({ instead: [guard] })).toEqual(["nothing is wrong"]);
  });

  it("the time of collection in what is sent, once a minute comes again", async () => {
    const guard = behindGuard((next, { runtime }) =>
      editing(({ resourceMetrics }) => {
        for (const { resource } of resourceMetrics) {
          resource.attributes.push({ key: "collected_at", value: { stringValue: String(runtime.clock.now()) } });
        }
      })(next),
    );
    expect(await brokenBy({ instead: [guard] })).toEqual([]);
    const again = { instead: [guard], story: { ...quiet, events: unsaved } };
    expect(await brokenBy(again)).toEqual(["nothing is counted twice"]);
  });

  it("a component that sends the last payload again with the next", async () => {
    const guard = behindGuard((next) => {
      let last: Metrics | undefined;
      return {
        consume: async (payload, context) => {
          const again = last;
          last = payload.fork();
          await next.consume(payload, context);
          if (again !== undefined) await next.consume(again, context);
        },
      };
    });
    expect(await brokenBy({ instead: [guard] })).toEqual(["nothing is counted twice", ...unbalanced]);
  });

  it("a settle that passes buckets which have not settled", async () => {
    const settle = insteadOfSettle((shipped) => shipped(0));
    expect(await brokenBy({ instead: [settle], maxIngestionMs: 0 })).toEqual(["nothing is unsettled"]);
    // Where requests show late, it is wrong numbers, too.
    expect(await brokenBy({ instead: [settle] })).toEqual(["nothing is unsettled", "nothing is wrong"]);
  });

  it.each(["too old", "partial"] as const)(
    "a gap that the checkpoint does not count, of points that are %s",
    async (how) => {
      const silent = brokenCheckpoint({ advance: unskipped });
      const down = { kind: "sink down", sink: 0, how: "503", forMs: hour } as const;
      const picky = { kind: "sink down", sink: 0, how, forMs: 30 * minute } as const;
      const events = [
        { at: 30 * minute, trouble: down },
        { at: 90 * minute, trouble: picky },
      ];
      expect(await brokenBy({ story: { ...quiet, events } })).toEqual([]);
      expect(await brokenBy({ instead: [silent], story: { ...quiet, events } })).toEqual(["every gap is a number"]);
    },
  );

  it("time that is skipped and not counted", async () => {
    const silent = brokenCheckpoint({ advance: unskipped });
    const setup = { graphs: ["requests", "tokens"], cadenceMs: 2 * minute, maxBackfillMs: hour };
    const down = { kind: "platform down", how: "server_error", target: undefined, forMs: 100 * minute } as const;
    const story = { ...quiet, events: [{ at: 30 * minute, trouble: down }] };
    expect(await brokenBy({ setup, story })).toEqual([]);
    expect(await brokenBy({ setup, story, instead: [silent] })).toEqual(["nothing is lost"]);
    // As long as it is, and named a minute off.
    const off = brokenCheckpoint({
      advance: (real) => (key, to, epoch, skipped, booked, from) => {
        const late = (time: number | undefined): number | undefined => time && time + minute;
        const moved = skipped.map((one) => ({ ...one, from: late(one.from), to: late(one.to) }));
        return real.advance(key, to, epoch, moved, booked, from);
      },
    });
    expect(await brokenBy({ setup, story, instead: [off] })).toEqual(["nothing is lost"]);
  });

  it("a checkpoint that is not on the disk when it says so", async () => {
    const hasty = brokenCheckpoint({
      files: (real) => ({
        syncFolder: () => Promise.resolve(),
        open: async (...given) => ({ ...handleOf(await real.open(...given)), sync: () => Promise.resolve() }),
      }),
    });
    expect(await brokenBy({ instead: [hasty] })).toEqual(["saves last"]);
  });

  it("two requests of one lane at a time", async () => {
    const guard = behindGuard((next) => ({
      consume: async (payload, context) => {
        // A queue keeps what was polled in order: one of the two looks as if somebody had pushed it.
        const pushed = { ...context, coverage: undefined };
        await Promise.all([next.consume(payload.fork(), pushed), next.consume(payload, context)]);
      },
    }));
    expect(await brokenBy({ instead: [guard] })).toEqual(["one at a time", ...unbalanced]);
  });

  it("a guard that lets content through", async () => {
    const guard = behindGuard(
      editing(({ resourceMetrics }) => {
        for (const { scopeMetrics } of resourceMetrics) scopeMetrics[0]!.metrics[0]!.description = planted.content;
      }),
    );
    expect(await brokenBy({ instead: [guard] })).toEqual(["content-free"]);
  });

  it("a settle that never says that anything has settled", async () => {
    const settle = insteadOfSettle(() => ({
      consume: async (_payload, { unsettled }) => unsettled?.settledUpTo(unsettled.after),
    }));
    expect(await brokenBy({ instead: [settle] })).toEqual([...unbalanced, "up to date"]);
  });

  it("a receiver that does not say how far behind it is", async () => {
    expect(await brokenBy({ instead: [receiverWithout("lag")] })).toEqual(["lags are told"]);
  });

  it("a component that keeps what it hands on", async () => {
    const resource = { attributes: [{ key: "kept", value: { stringValue: "x".repeat(20_000) } }] };
    const guard = behindGuard((next, { memory }) => ({
      consume: (payload, context) => {
        memory.hold(createMetrics({ resourceMetrics: [{ resource, scopeMetrics: [] }] }));
        return next.consume(payload, context);
      },
    }));
    expect(await brokenBy({ instead: [guard] })).toEqual(["memory is bounded"]);
  });

  it.each([
    ["that gives up", brokenCheckpoint({ start: ({ reportStatus }) => reportStatus({ state: "fatal_error" }) })],
    [
      "that leaves a timer",
      brokenCheckpoint({ start: ({ runtime }) => void runtime.timers.after(1e9, () => undefined) }),
    ],
  ])("a component %s", async (_what, extension) => {
    expect(await brokenBy({ instead: [extension] })).toEqual(["alive"]);
  });

  it("a collector that does not start", async () => {
    const broken = brokenCheckpoint({
      start: () => {
        throw new Error("no");
      },
    });
    expect(await brokenBy({ instead: [broken], hours: 1 })).toEqual(["alive", "up to date"]);
  });
});
