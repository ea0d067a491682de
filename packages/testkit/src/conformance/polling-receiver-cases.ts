import assert from "node:assert/strict";
import {
  CollectorError,
  type Factory,
  type Instruments,
  type LogRecord,
  type LoopTraits,
  type ReceiverSpec,
} from "@genai-collector/component";
import type { Point } from "../flatten.ts";
import { labelsOf, pointsOf } from "../flatten.ts";
import { ReceiverRun, type RunReceiverOptions } from "../run-receiver.ts";
import { plainCase, type ConformanceCase } from "./conformance-case.ts";
import type { ConformanceOptions } from "./conformance-options.ts";
import type { Poll } from "./receiver-conformance.ts";

type Receiver = Factory<"receiver", ReceiverSpec<never, Instruments>>;
type Run = ReceiverRun<never, Instruments>;

const minute = 60_000;

/** What a receiver that polls promises: once, all of it, whatever happens on either side. */
export function pollingCases(factory: Receiver, options: ConformanceOptions, poll: Poll): ConformanceCase[] {
  const horizonMs = poll.horizonMs ?? 120 * minute;
  const setUp = (more: Partial<RunReceiverOptions> = {}): Run => {
    const run: Run = new ReceiverRun(factory, { ...runOptions(options, poll), ...more });
    options.prepare?.(run.world);
    return run;
  };
  const whole = async (play: (run: Run) => Promise<void>, run: Run = setUp()): Promise<Run> => {
    await run.start();
    await play(run);
    await run.stop();
    expectNothingOpen(run);
    return run;
  };
  const undisturbed = (): Promise<Run> => whole((run) => run.advance(horizonMs));
  const loopsOf = (run: Run): readonly LoopTraits[] => factory.traits?.(run.config).loops ?? [];
  const expectAsUndisturbed = async (disturbed: Run, promise: { readonly repeats?: boolean } = {}): Promise<void> => {
    const loops = loopsOf(disturbed);
    const reference = await undisturbed();
    await expectSame(disturbed, reference, loops, promise);
    await expectSnapshots(disturbed, reference, loops, promise);
  };
  const bad = (from: number, to: number): Run => {
    const run: Run = setUp({
      vendor: (url, now, request) =>
        now - begun >= from && now - begun < to ? (poll.bad ?? 503) : poll.vendor(url, now, request),
    });
    const begun = run.now();
    return run;
  };
  return [
    plainCase("shuts down without having been started", async () => {
      const run = setUp();
      run.create();
      await run.stop();
      expectNothingOpen(run);
    }),
    plainCase("delivers, with coverage of the loops that its traits name", async () => {
      const run = await undisturbed();
      assert.ok(run.points.length + run.records.length + run.spans.length > 0, "nothing arrived in the whole horizon");
      expectCoverage(run, loopsOf(run));
    }),
    plainCase("makes no series but those that its traits name", async () => {
      const run = await undisturbed();
      expectDeclaredSeries(run.points, loopsOf(run));
    }),
    plainCase("loses and repeats nothing when the vendor fails for a while", async () => {
      const disturbed = await whole((run) => run.advance(horizonMs), bad(horizonMs / 6, horizonMs / 3));
      await expectAsUndisturbed(disturbed);
    }),
    plainCase("loses and repeats nothing when the pipeline holds it up for a while", async () => {
      const held = new CollectorError("SINK_DOWN", "the sink is down", { kind: "retryable" });
      const disturbed = await whole(async (run) => {
        await run.advance(horizonMs / 6);
        for (const sink of Object.values(run.sinks)) sink.failWith(held);
        await run.advance(horizonMs / 6);
        for (const sink of Object.values(run.sinks)) sink.recover();
        await run.advance((horizonMs * 2) / 3);
      });
      await expectAsUndisturbed(disturbed);
      expectSameBytes(disturbed, loopsOf(disturbed));
    }),
    plainCase("passes over what the sink will never take, and counts it in the checkpoint", async () => {
      const gap = new CollectorError("SINK_GAP", "too old", {
        kind: "gap",
        rejected: [{ items: 1, reason: "too_old" }],
      });
      const run = await whole(async (started) => {
        await started.advance(horizonMs / 6);
        for (const sink of Object.values(started.sinks)) sink.failWith(gap, 1);
        await started.advance((horizonMs * 5) / 6);
      });
      const refused = Object.values(run.sinks).reduce((all, sink) => all + sink.refused.length, 0);
      if (refused > 0) assert.ok((await skippedOf(run)).length > 0, "a gap was passed over, but nothing was counted");
      const reference = await undisturbed();
      await expectFrontierAt(run, reference, loopsOf(run));
      await expectSnapshots(run, reference, loopsOf(run));
    }),
    plainCase("loses nothing when it is killed, and repeats no more than the checkpoint allows", async () => {
      const disturbed = await whole(async (run) => {
        for (let death = 0; death < 5; death++) await dieAndRestart(run, horizonMs / 10);
        await run.advance(horizonMs / 2);
      });
      await expectAsUndisturbed(disturbed, { repeats: true });
    }),
    plainCase("shuts down though the vendor never answers", async () => {
      const run = setUp({ vendor: () => new Promise(() => undefined) });
      await whole((started) => started.advance(10 * minute), run);
    }),
    plainCase("a second instance goes on where the first one stopped", async () => {
      const disturbed = await whole(async (run) => {
        await run.advance(horizonMs / 2);
        await run.stop();
        expectNothingOpen(run);
        await run.start();
        await run.advance(horizonMs / 2);
      });
      await expectAsUndisturbed(disturbed);
    }),
  ];
}

function runOptions({ config = {}, extensions }: ConformanceOptions, poll: Poll): RunReceiverOptions {
  return { config, vendor: poll.vendor, settleMs: poll.settleMs ?? 10 * minute, extensions };
}

/** Dies inside one of the next calls of the world, wherever the seed says; another process takes over. */
async function dieAndRestart(run: Run, afterMs: number): Promise<void> {
  await run.advance(afterMs / 2);
  run.runtime.crashAt = run.runtime.calls + 1 + run.world.random.below(20);
  await run.advance(afterMs / 2);
  await run.restart();
}

function expectNothingOpen(run: Run): void {
  const leaks = run.runtime.leaks();
  assert.equal(leaks.length, 0, `left open after shutdown:\n${leaks.join("\n")}`);
}

function expectCoverage(run: Run, loops: readonly LoopTraits[]): void {
  for (const sink of Object.values(run.sinks)) {
    for (const { coverage, acknowledge } of sink.contexts) {
      assert.ok(coverage !== undefined, "polled data without coverage");
      assert.equal(acknowledge, "delivered", "polled data asks for delivery");
      assert.equal(coverage.receiver, run.id, "the coverage names another receiver");
      const loop = loops.find(({ name }) => name === coverage.loop);
      assert.ok(loop !== undefined, `the traits name no loop ${coverage.loop}`);
      assert.equal(loop.signal, sink.signal, `the loop ${loop.name} says ${loop.signal}, but makes ${sink.signal}`);
      assert.equal(coverage.bucketMs, loop.bucketMs, `coverage and traits of ${loop.name} disagree on the bucket`);
      assert.ok(coverage.from < coverage.to, `the coverage (${coverage.from}, ${coverage.to}] is empty`);
    }
  }
}

function expectDeclaredSeries(points: readonly Point[], loops: readonly LoopTraits[]): void {
  const declared = new Map(loops.flatMap(({ series }) => series).map((series) => [series.name, series]));
  for (const { name, unit, labels } of points) {
    const series = declared.get(name);
    assert.ok(series !== undefined, `the traits name no series ${name}`);
    assert.equal(unit, series.unit, `the unit of ${name} is not the one that the traits name`);
    for (const label of Object.keys(labels))
      assert.ok(series.labels.includes(label), `the traits of ${name} do not name its label ${label}`);
  }
}

/** Only tells how things stand: what was not asked for then can never be had again. */
function isSnapshot(loop: LoopTraits): boolean {
  return loop.signal === "metrics" && loop.maxRangeMs === undefined && !loop.unsettled;
}

function snapshotSeries(loops: readonly LoopTraits[]): ReadonlySet<string> {
  return new Set(loops.filter(isSnapshot).flatMap(({ series }) => series.map(({ name }) => name)));
}

/** Up to where both runs got: the same items, as often. Of snapshots nothing is said here. */
async function expectSame(
  disturbed: Run,
  reference: Run,
  loops: readonly LoopTraits[],
  { repeats = false }: { readonly repeats?: boolean },
): Promise<void> {
  if (loops.length > 0 && loops.every(isSnapshot)) return;
  const replaying = loops.filter((loop) => !isSnapshot(loop));
  const end = Math.min(await frontierOf(disturbed, replaying), await frontierOf(reference, replaying));
  const passedOver = snapshotSeries(loops);
  const [found, expected] = [countItems(disturbed, end, passedOver), countItems(reference, end, passedOver)];
  assert.ok(expected.size > 0, "there is nothing to compare: make the horizon longer");
  for (const [item, times] of expected) {
    const seen = found.get(item) ?? 0;
    assert.ok(seen > 0, `lost: ${item}`);
    if (!repeats) assert.ok(seen <= times, `delivered ${seen} times instead of ${times}: ${item}`);
  }
  for (const item of found.keys()) assert.ok(expected.has(item), `delivered, though the vendor never said so: ${item}`);
}

/** Snapshots go on after whatever happened, as late as without it, and no series has two values for one time. */
async function expectSnapshots(
  run: Run,
  reference: Run,
  loops: readonly LoopTraits[],
  { repeats = false }: { readonly repeats?: boolean } = {},
): Promise<void> {
  const series = snapshotSeries(loops);
  const seen = new Set<string>();
  for (const { name, labels, resource, at } of run.points) {
    if (!series.has(name)) continue;
    const point = JSON.stringify([name, labels, resource, at]);
    assert.ok(repeats || !seen.has(point), `delivered twice: ${point}`);
    seen.add(point);
  }
  for (const loop of loops.filter(isSnapshot)) {
    // They are stamped with a time that may lie long back, so that what they tell is final.
    const usualMs = await latenessOf(reference, loop);
    const lateMs = await latenessOf(run, loop);
    const bound = usualMs + 2 * loop.cadenceMs + 2 * minute;
    assert.ok(lateMs <= bound, `the loop ${loop.name} did not go on: ${lateMs} ms late, ${usualMs} ms is usual`);
  }
}

async function latenessOf(run: Run, loop: LoopTraits): Promise<number> {
  return run.now() - (await frontierOf(run, [loop]));
}

/** The settled bytes of a bucket are the same at each attempt. */
function expectSameBytes(run: Run, loops: readonly LoopTraits[]): void {
  const passedOver = snapshotSeries(loops);
  const taken = new Set(
    run.sinks.metrics.payloads.flatMap((payload) => payload.encoded().map(({ bytes }) => hex(bytes))),
  );
  for (const payload of run.sinks.metrics.refused) {
    if (pointsOf(payload).some(({ name }) => passedOver.has(name))) continue;
    for (const { bytes } of payload.encoded())
      assert.ok(taken.has(hex(bytes)), "a bucket that was refused came again with other bytes");
  }
}

/** Items by what they say; an observed time depends on the window, which an outage may stretch. */
function countItems(run: Run, end: number, passedOver: ReadonlySet<string>): Map<string, number> {
  const items = [
    ...run.points.filter(({ at, name }) => at <= end && !passedOver.has(name)).map((point) => JSON.stringify(point)),
    ...run.records.filter((record) => millisOf(record) <= end).map(describeRecord),
    ...run.spans.map(({ spanId, name }) => `${hex(spanId)} ${name}`),
  ];
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function describeRecord(record: LogRecord): string {
  const { body, attributes, eventName } = record;
  const fields = labelsOf([...attributes, ...(body === undefined ? [] : [{ key: "(body)", value: body }])]);
  return JSON.stringify([millisOf(record), eventName ?? "", fields]);
}

function millisOf({ timeUnixNano }: LogRecord): number {
  return Number(timeUnixNano / 1_000_000n);
}

/** Where the lane of these loops that is furthest behind stands; of all lanes, where no loop is known. */
async function frontierOf(run: Run, loops: readonly LoopTraits[]): Promise<number> {
  const names = new Set(loops.map(({ name }) => name));
  const lanes = (await run.store.list(run.id)).filter(({ loop }) => names.size === 0 || names.has(loop));
  assert.ok(lanes.length > 0, "no lane was ever saved in the checkpoint store");
  const frontiers = await Promise.all(lanes.map(async (key) => (await run.store.load(key))!.frontier.time));
  return Math.min(...frontiers);
}

async function expectFrontierAt(run: Run, reference: Run, loops: readonly LoopTraits[]): Promise<void> {
  const replaying = loops.filter((loop) => !isSnapshot(loop));
  if (replaying.length === 0 && loops.length > 0) return;
  const [found, expected] = [await frontierOf(run, replaying), await frontierOf(reference, replaying)];
  assert.equal(found, expected, "the frontier did not pass the gap");
}

async function skippedOf(run: Run): Promise<string[]> {
  const lanes = await run.store.list(run.id);
  const checkpoints = await Promise.all(lanes.map((key) => run.store.load(key)));
  return checkpoints.flatMap((checkpoint) => Object.keys(checkpoint?.skipped ?? {}));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
