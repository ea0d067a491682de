import { setTimeout as sleep } from "node:timers/promises";
import { ourProgram } from "@genai-collector/test-bench/program";
import type { Scenario } from "@genai-collector/test-bench/scenario";
import { openStage, type Stage } from "@genai-collector/test-bench/stage";
import { growthOver } from "./growth-over.ts";
import { sampleMemory, type MemorySample } from "./memory-sample.ts";

/** What runs, how fast and how long. */
export interface SoakOptions {
  readonly scenario: Scenario;
  readonly requestsPerSecond: number;
  /** Not looked at: caches fill, code is compiled, the heap finds its size. */
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** What came of it. */
export interface SoakOutcome {
  readonly itemsIn: number;
  readonly itemsOut: number;
  readonly refused: number;
  /** From the end of the warm-up to the end, by a line through the minima. */
  readonly rssGrowthBytes: number;
  readonly heapGrowthBytes: number;
  /** All of them, for whoever wants to know why. */
  readonly samples: readonly MemorySample[];
}

const samples = 120;
/** V8 then keeps the heap small, and what is garbage is seen to be: else it may wait for minutes to be collected. */
const smallHeap = ["--max-old-space-size=512", "--max-semi-space-size=8"];
const drainTimeoutMs = 30_000;

/** Runs the built program at a fixed rate, watches its memory, and counts what comes out. */
export async function soak({ scenario, requestsPerSecond, warmUpMs, durationMs }: SoakOptions): Promise<SoakOutcome> {
  await using stage = await openStage(scenario, ourProgram({ flags: smallHeap }));
  const driven = stage.load.drive({ durationMs: warmUpMs + durationMs, requestsPerSecond });
  const watched = watch(stage, warmUpMs, durationMs);
  const [{ accepted, refused }, memory] = await Promise.all([driven, watched]);
  const itemsIn = accepted * stage.itemsPerRequest;
  const { items: itemsOut } = await stage.sink.totalsOnceAt(itemsIn, drainTimeoutMs);
  await stage.program.stop();
  expectBalanced(stage.program.lastWords);
  const growthOf = (bytes: (sample: MemorySample) => number): number =>
    growthOver(memory.map((sample) => ({ atMs: sample.atMs, bytes: bytes(sample) })));
  return {
    itemsIn,
    itemsOut,
    refused,
    rssGrowthBytes: growthOf(({ rssBytes }) => rssBytes),
    heapGrowthBytes: growthOf(({ heapBytes }) => heapBytes),
    samples: memory,
  };
}

/** Throws where the end of a log does not say that every item is accounted for. */
function expectBalanced(lastWords: string): void {
  const isBalanced = /Shutdown complete\.\t.*"imbalances":0\}\}\s*$/.test(lastWords);
  if (!isBalanced || lastWords.includes("LEDGER_IMBALANCE"))
    throw new Error(`items are not accounted for:\n${lastWords}`);
}

async function watch(stage: Stage, warmUpMs: number, durationMs: number): Promise<MemorySample[]> {
  const began = performance.now();
  const taken: MemorySample[] = [];
  for (let index = 0; index < samples; index++) {
    const dueMs = warmUpMs + (index * durationMs) / samples;
    await sleep(Math.max(0, began + dueMs - performance.now()));
    taken.push(await sampleMemory(stage, performance.now() - began));
  }
  return taken;
}
