import * as fc from "fast-check";
import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { QueueRun, type QueueRunOptions } from "../../test/queue-run.ts";

const part = fc.double({ min: 0, max: 0.25, noNaN: true });

const batches = fc.option(
  fc
    .record({
      sizer: fc.constantFrom("items", "bytes"),
      min_size: fc.integer({ min: 0, max: 30 }),
      more: fc.option(fc.integer({ min: 1, max: 30 })),
      flush_timeout: fc.constantFrom("10ms", "500ms", "5s"),
    })
    .map(({ more, ...batch }) => ({ ...batch, max_size: more === null ? 0 : batch.min_size + more })),
  { nil: undefined },
);

const queues = fc.record({
  num_consumers: fc.integer({ min: 1, max: 4 }),
  queue_size: fc.integer({ min: 3, max: 20 }),
  block_on_overflow: fc.boolean(),
  batch: batches,
});

const runs = (isDurable: boolean): fc.Arbitrary<QueueRunOptions> =>
  fc.record({
    seed: fc.integer({ min: 1 }),
    isDurable: fc.constant(isDurable),
    queue: queues,
    moods: fc.record({
      busy: part,
      misconfigured: part,
      gap: part,
      silent: part,
      mostItems: fc.integer({ min: 1, max: 8 }),
    }),
    crashes: isDurable ? fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }) : fc.constant([]),
    restarts: isDurable ? fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 2 }) : fc.constant([]),
    pushes: fc.integer({ min: 0, max: 25 }),
    lanes: fc.integer({ min: 0, max: 3 }),
  });

/** What must be so at the end of every run. */
function expectNothingLeft({ life, lives, storage, patience, imbalances, audits }: QueueRun): void {
  expect(imbalances, "the account of items").toEqual([]);
  expect(audits).toBeGreaterThan(100);
  expect({
    held: life.memory.heldBytes,
    queued: life.counted.queueOf("logs")!.size,
    inFlight: life.counted.inFlightNow,
    onDisk: storage.size,
    leaks: life.runtime.leaks(),
    // What a dead process listened to, it still does.
    listeners: lives.length > 1 ? 0 : getEventListeners(patience, "abort").length,
  }).toEqual({ held: 0, queued: 0, inFlight: 0, onDisk: 0, leaks: [], listeners: 0 });
}

/** The first takings of each lane are in the order of its polls. What was refused before a crash may be taken after it. */
function expectLanesInOrder({ sink }: QueueRun): void {
  const firsts = [...new Set(sink.taken)].filter((body) => body.startsWith("lane") && !sink.refused.has(body));
  const lanes = Map.groupBy(firsts, (body) => body.split(".")[0]!);
  for (const bodies of lanes.values()) {
    const polls = bodies.map((body) => Number(body.split(".")[1]));
    expect(polls).toEqual(polls.toSorted((a, b) => a - b));
  }
}

const settings = { numRuns: 150, seed: 20_260_101, endOnFailure: false };

describe("whatever comes, leaves, fails and dies", () => {
  it("in memory: each item ends once, sent or failed; what is acknowledged is; nothing is taken twice", async () => {
    await fc.assert(
      fc.asyncProperty(runs(false), async (options) => {
        const run = new QueueRun(options);
        await run.play();
        const { totals } = run.life.counted;
        const { taken, refused, failed } = run.sink;
        expect(totals.sent + totals.failed).toBe(totals.enqueued);
        expect(totals.sent).toBe(taken.length);
        const known = new Set([...taken, ...refused, ...failed]);
        for (const body of run.acknowledged) expect(known.has(body), body).toBe(true);
        const pushed = taken.filter((body) => body.startsWith("push"));
        expect(new Set(pushed).size, "pushed twice").toBe(pushed.length);
        expectLanesInOrder(run);
        expectNothingLeft(run);
      }),
      settings,
    );
  }, 120_000);

  it("on disk: what is acknowledged is taken, refused for good, or, pushed, given up and counted, over any crash", async () => {
    await fc.assert(
      fc.asyncProperty(runs(true), async (options) => {
        const run = new QueueRun(options);
        await run.play();
        const { taken, refused, failed } = run.sink;
        const over = new Set([...taken, ...refused]);
        for (const body of run.acknowledged) {
          const isGivenUp = body.startsWith("push") && failed.has(body);
          expect(over.has(body) || isGivenUp, body).toBe(true);
        }
        if (run.lives.length === 1) {
          const { totals } = run.life.counted;
          expect(totals.sent + totals.failed).toBe(totals.enqueued);
          expect(new Set(taken).size, "taken twice without a crash").toBe(taken.length);
        }
        expect(
          run.leftovers.every((left) => left === 0),
          run.leftovers.join(),
        ).toBe(true);
        expectLanesInOrder(run);
        expectNothingLeft(run);
      }),
      settings,
    );
  }, 120_000);
});
