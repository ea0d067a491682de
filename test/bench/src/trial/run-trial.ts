import type { Program } from "../program/program.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { openStage, type Stage } from "./stage.ts";

/** How long a trial takes. */
export interface TrialOptions {
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/** What one run of one program gave. */
export interface Trial {
  /** Why nothing here counts; undefined where all of it does. */
  readonly isVoid: string | undefined;
  /** Accepted in the measured interval, times the pipelines that took them. */
  readonly itemsIn: number;
  /** What the sink has of them. */
  readonly itemsOut: number;
  /** Requests that were not taken. */
  readonly refused: number;
  /** From the interval's start until the sink had everything. */
  readonly cpuSeconds: number;
  readonly itemsPerCpuSecond: number;
  readonly itemsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The most memory since the start. */
  readonly peakBytes: number;
  readonly bytesOutPerItem: number;
  /** Until the program was ready. */
  readonly startMs: number;
  readonly startCpuSeconds: number;
}

/** What is in the collector when the load ends must be out within this time. */
const drainTimeoutMs = 60_000;

/** Runs a program through a scenario once: warm-up, until all of it is out; then what is measured, until that is out. */
export async function runTrial(scenario: Scenario, program: Program, options: TrialOptions): Promise<Trial> {
  await using stage = await openStage(scenario, program);
  const perRequest = stage.itemsPerRequest * (scenario.pipelines ?? 1);
  const { requestsPerSecond } = scenario;
  const warmUp = await stage.load.drive({ durationMs: options.warmUpMs, requestsPerSecond });
  const before = await stage.sink.totalsOnceAt(warmUp.accepted * perRequest, drainTimeoutMs);
  const costBefore = stage.program.cost();

  const measured = await stage.load.drive({ durationMs: options.measuredMs, requestsPerSecond });
  const itemsIn = measured.accepted * perRequest;
  const after = await stage.sink.totalsOnceAt(before.items + itemsIn, drainTimeoutMs);
  const cost = stage.program.cost();

  const itemsOut = after.items - before.items;
  const cpuSeconds = cost.cpuSeconds - costBefore.cpuSeconds;
  const isVoid = whyVoid({
    warmUp: { in: warmUp.accepted * perRequest, out: before.items },
    measured: { in: itemsIn, out: itemsOut },
    unreadable: after.unreadable,
    atEnd: await itemsAtEnd(stage, after.items),
  });
  return {
    isVoid,
    itemsIn,
    itemsOut,
    refused: measured.refused,
    cpuSeconds,
    itemsPerCpuSecond: itemsIn / cpuSeconds,
    itemsPerSecond: (itemsIn * 1_000) / measured.elapsedMs,
    p50Ms: measured.p50Ms,
    p99Ms: measured.p99Ms,
    peakBytes: cost.peakBytes,
    bytesOutPerItem: (after.bytes - before.bytes) / itemsOut,
    startMs: stage.program.startMs,
    startCpuSeconds: stage.program.startCost.cpuSeconds,
  };
}

interface Passed {
  readonly in: number;
  readonly out: number;
}

interface Evidence {
  readonly warmUp: Passed;
  readonly measured: Passed;
  readonly unreadable: number;
  /** Items that came after everything had, while the program stopped. */
  readonly atEnd: number;
}

function whyVoid({ warmUp, measured, unreadable, atEnd }: Evidence): string | undefined {
  if (measured.in === 0) return "nothing was accepted";
  if (unreadable > 0) return `the sink could not read ${unreadable} requests`;
  if (warmUp.in !== warmUp.out) return `${warmUp.in} items in and ${warmUp.out} out while warming up`;
  if (measured.in !== measured.out) return `${measured.in} items in and ${measured.out} out`;
  if (atEnd !== 0) return `${atEnd} items came out twice, at the end`;
  return undefined;
}

/** Stops the program, so that nothing is left in it, and counts what comes out even so. */
async function itemsAtEnd({ program, sink }: Stage, items: number): Promise<number> {
  await program.stop();
  return (await sink.totals()).items - items;
}
