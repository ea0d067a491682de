import assert from "node:assert/strict";
import type { BatchContext, Coverage, Payload, ProcessorTraits, Signal } from "@genai-collector/component";
import { onStage, type ConformanceCase, type ConformanceOptions } from "./conformance-case.ts";
import type { Arrival } from "./contract-sink.ts";
import { withStarted } from "./consumer-cases.ts";
import { pointsOf } from "../flatten.ts";
import { describeOutcome, type Stage } from "./stage.ts";
import { payloadOf, type CreateSubject, type Payloads } from "./subject.ts";

type Options = ConformanceOptions & { readonly payloads?: Payloads };

/** What becomes of polled data, of data that is not settled, and whether the traits tell the truth. */
export function polledCases(
  signal: Signal,
  options: Options,
  traits: () => ProcessorTraits,
  create: CreateSubject,
): ConformanceCase[] {
  const on = (name: string, play: (stage: Stage) => Promise<void>): ConformanceCase =>
    onStage(`${signal}: ${name}`, options, play);
  const payload = (): Payload => payloadOf(signal, options.payloads);
  return [
    on("keeps the coverage of polled data and what it asks for", async (stage) => {
      if (traits().acknowledges === "accepted") return; // no polled data comes this way
      const given = polled(stage, payload());
      await consumeOne(stage, create, signal, payload(), given);
      for (const arrival of stage.sinks[signal].arrivals) expectWithin(arrival, given);
    }),
    on("lets unsettled data through as it came, or settles it", async (stage) => {
      const { settlesMs, acknowledges } = traits();
      if (acknowledges === "accepted") return;
      const settled: number[] = [];
      const given = unsettled(stage, payload(), (to) => settled.push(to));
      await consumeOne(stage, create, signal, payload(), given);
      if (settlesMs === undefined) expectUnsettled(stage.sinks[signal].arrivals, given, settled);
      else expectSettled(stage.sinks[signal].arrivals, given, settled, settlesMs);
    }),
    on("lets unsettled data be empty", async (stage) => {
      if (traits().acknowledges === "accepted") return;
      const empty = payload().filter(() => false);
      await consumeOne(
        stage,
        create,
        signal,
        empty,
        unsettled(stage, payload(), () => undefined),
      );
    }),
    on("changes nothing when its traits say that it only admits", async (stage) => {
      if (traits().admitsOnly !== true) return;
      const given = payload();
      const ranges = given.encoded().map(({ bytes }) => bytes.slice());
      await consumeOne(stage, create, signal, given, stage.context());
      for (const arrival of stage.sinks[signal].arrivals)
        assert.deepEqual(arrival.ranges, ranges, "admitsOnly is set, but the payload was changed");
    }),
    ...(signal === "metrics" ? [renamingCase(on, traits, create, options)] : []),
  ];
}

function renamingCase(
  on: (name: string, play: (stage: Stage) => Promise<void>) => ConformanceCase,
  traits: () => ProcessorTraits,
  create: CreateSubject,
  options: Options,
): ConformanceCase {
  return on("renames no series unless its traits say so", async (stage) => {
    if (traits().renamesSeries === true) return;
    const given = payloadOf("metrics", options.payloads);
    const names = new Set(pointsOf(given as never).map(({ name }) => name));
    await consumeOne(stage, create, "metrics", given, stage.context());
    for (const { name } of stage.sinks.metrics.payloads.flatMap((payload) => pointsOf(payload)))
      assert.ok(names.has(name), `the series ${name} did not come in: set renamesSeries`);
  });
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

/** Coverage that holds everything in `payload`: a day around the data that the generators make. */
function polled(stage: Stage, _payload: Payload, more: Partial<BatchContext> = {}): BatchContext {
  const day = 86_400_000;
  const from = Math.floor(stage.world.now / day) * day - day;
  const coverage: Coverage = {
    receiver: "conformance",
    loop: "loop",
    pass: "",
    from,
    to: from + 2 * day,
    bucketMs: 60_000,
    observedAt: from + 3 * day,
  };
  return stage.context({ coverage, ...more });
}

function unsettled(stage: Stage, payload: Payload, settledUpTo: (to: number) => void): BatchContext {
  const context = polled(stage, payload);
  return { ...context, unsettled: { after: context.coverage!.from, settledUpTo } };
}

function expectWithin({ context }: Arrival, given: BatchContext): void {
  const [before, after] = [given.coverage!, context.coverage];
  assert.ok(after !== undefined, "the coverage of polled data was lost: pass the context on");
  const place = ({ receiver, loop, pass }: Coverage): string => JSON.stringify([receiver, loop, pass]);
  assert.equal(place(after), place(before), "the coverage was given to another loop");
  assert.ok(after.from >= before.from && after.to <= before.to, "the coverage was widened");
  assert.equal(context.acknowledge, "delivered", "delivery was asked for, but no longer is");
}

function expectUnsettled(arrivals: readonly Arrival[], given: BatchContext, settled: readonly number[]): void {
  assert.deepEqual(settled, [], "settledUpTo was called, but the traits do not say settlesMs");
  for (const { context } of arrivals)
    assert.equal(context.unsettled, given.unsettled, "unsettled was taken out or replaced: only settle may do that");
}

function expectSettled(
  arrivals: readonly Arrival[],
  given: BatchContext,
  settled: readonly number[],
  settlesMs: number,
): void {
  const { coverage, unsettled: asked } = given;
  const latest = Math.min(coverage!.to, coverage!.observedAt - settlesMs);
  assert.equal(settled.length, 1, `settledUpTo is to be called once, and was ${settled.length} times`);
  assert.ok(settled[0]! <= Math.max(latest, asked!.after), "settledUpTo promises what may still change");
  for (const arrival of arrivals) {
    assert.equal(arrival.context.unsettled, undefined, "settled data was handed on as unsettled");
    expectWithin(arrival, given);
  }
}
