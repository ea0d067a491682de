import assert from "node:assert/strict";
import type { BatchContext, Coverage, Metrics, Payload, ProcessorTraits, Signal } from "@genai-collector/component";
import { pointsOf } from "../flatten.ts";
import type { ConformanceCase } from "./conformance-case.ts";
import { onStage } from "./on-stage.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import type { Arrival } from "./contract-sink.ts";
import { withStarted } from "./consumer-cases.ts";
import { polledBuckets, polledCoverage } from "./polled-data.ts";
import { describeOutcome, type Stage } from "./stage.ts";
import { payloadOf, type CreateSubject, type Payloads } from "./subject.ts";

type Options = ConformanceOptions & { readonly payloads?: Payloads };
type On = (name: string, play: (stage: Stage) => Promise<void>) => ConformanceCase;

/** What becomes of polled data, of data that is not settled, and whether the traits tell the truth. */
export function polledCases(
  signal: Signal,
  options: Options,
  traits: () => ProcessorTraits,
  create: CreateSubject,
): ConformanceCase[] {
  const on: On = (name, play) => onStage(`${signal}: ${name}`, options, play);
  // No polled data comes through what keeps data beyond consume: the rules over the graph see to that.
  const onPolled: On = (name, play) =>
    on(name, async (stage) => {
      if (traits().acknowledges !== "accepted") await play(stage);
    });
  return [
    onPolled("keeps the coverage of polled data and what it asks for", async (stage) => {
      const given = stage.context({ coverage: polledCoverage });
      await consumeOne(stage, create, signal, polledBuckets(signal), given);
      for (const arrival of stage.sinks[signal].arrivals) expectWithin(arrival, polledCoverage);
    }),
    onPolled("lets unsettled data through as it came, or settles it", async (stage) => {
      const settled: number[] = [];
      const given = unsettled(stage, (to) => settled.push(to));
      await consumeOne(stage, create, signal, polledBuckets(signal), given);
      const { settlesMs } = traits();
      if (settlesMs === undefined) expectUnsettled(stage.sinks[signal].arrivals, given, settled);
      else expectSettled(stage.sinks[signal].arrivals, settled, settlesMs);
    }),
    onPolled("lets unsettled data be empty", async (stage) => {
      const given = unsettled(stage, () => undefined);
      await consumeOne(stage, create, signal, polledBuckets(signal).withRanges([]), given);
    }),
    ...truthCases(signal, options, traits, create, on),
  ];
}

function truthCases(
  signal: Signal,
  options: Options,
  traits: () => ProcessorTraits,
  create: CreateSubject,
  on: On,
): ConformanceCase[] {
  const admits = on("changes nothing when its traits say that it only admits", async (stage) => {
    if (traits().admitsOnly !== true) return;
    const given = payloadOf(signal, options.payloads);
    const ranges = given.encoded().map(({ bytes }) => bytes.slice());
    await consumeOne(stage, create, signal, given, stage.context());
    for (const arrival of stage.sinks[signal].arrivals)
      assert.deepEqual(arrival.ranges, ranges, "admitsOnly is set, but the payload was changed");
  });
  if (signal !== "metrics") return [admits];
  const renames = on("renames no series unless its traits say so", async (stage) => {
    if (traits().renamesSeries === true) return;
    const given = payloadOf("metrics", options.payloads) as Metrics;
    const names = new Set(pointsOf(given).map(({ name }) => name));
    await consumeOne(stage, create, "metrics", given, stage.context());
    for (const { name } of stage.sinks.metrics.payloads.flatMap((payload) => pointsOf(payload)))
      assert.ok(names.has(name), `the series ${name} did not come in: set renamesSeries`);
  });
  return [admits, renames];
}

async function consumeOne(
  stage: Stage,
  create: CreateSubject,
  signal: Signal,
  payload: Payload,
  context: BatchContext,
): Promise<void> {
  await withStarted(stage, create, signal, async (_consume, consumer) => {
    const outcome = await stage.consume(consumer, payload, context);
    assert.equal(outcome.state, "resolved", `the sink took everything, but consume was ${describeOutcome(outcome)}`);
  });
}

function unsettled(stage: Stage, settledUpTo: (to: number) => void): BatchContext {
  return stage.context({ coverage: polledCoverage, unsettled: { after: polledCoverage.from, settledUpTo } });
}

function expectWithin({ context }: Arrival, given: Coverage): void {
  const { coverage } = context;
  assert.ok(coverage !== undefined, "the coverage of polled data was lost: pass the context on");
  const place = ({ receiver, loop, pass }: Coverage): string => JSON.stringify([receiver, loop, pass]);
  assert.equal(place(coverage), place(given), "the coverage was given to another loop");
  assert.ok(coverage.from >= given.from && coverage.to <= given.to, "the coverage was widened");
  assert.equal(context.acknowledge, "delivered", "delivery was asked for, but no longer is");
}

function expectUnsettled(arrivals: readonly Arrival[], given: BatchContext, settled: readonly number[]): void {
  assert.deepEqual(settled, [], "settledUpTo was called, but the traits do not say settlesMs");
  for (const { context } of arrivals)
    assert.equal(context.unsettled, given.unsettled, "unsettled was taken out or replaced: only settle may do that");
}

function expectSettled(arrivals: readonly Arrival[], settled: readonly number[], settlesMs: number): void {
  const { from, to, observedAt, bucketMs } = polledCoverage;
  const latest = Math.floor(Math.min(to, observedAt - settlesMs) / bucketMs) * bucketMs;
  assert.deepEqual(
    settled,
    [Math.max(from, latest)],
    "settledUpTo is to be called once, with what can no longer change",
  );
  const buckets = arrivals.reduce((count, { ranges }) => count + ranges.length, 0);
  assert.equal(buckets, Math.max(0, latest - from) / bucketMs, "the buckets handed on are not those that have settled");
  for (const arrival of arrivals) {
    assert.equal(arrival.context.unsettled, undefined, "settled data was handed on as unsettled");
    expectWithin(arrival, polledCoverage);
  }
}
