import { CollectorError } from "@genai-collector/component";
import type { Loop } from "./loop.ts";

/**
 * What would make a loop a silent, endless no-op, or cannot be counted. Throws (`misconfigured`) with every problem:
 * `settleMs` is what `settle` waits in the receiver's pipelines.
 */
export function checkLoops(loops: readonly Loop[], loopNames: readonly string[], settleMs: number): void {
  const names = new Set<string>();
  const problems = loops.flatMap((loop) => {
    const found = [...problemsOf(loop, settleMs)];
    if (!loopNames.includes(loop.name)) found.push("is not among the receiver's loopNames");
    if (names.has(loop.name)) found.push("is declared twice");
    names.add(loop.name);
    return found.map((problem) => `loop ${loop.name} ${problem}`);
  });
  if (problems.length === 0) return;
  throw new CollectorError("POLLING_BAD_LOOP", problems.join("; "), { kind: "misconfigured" });
}

function* problemsOf(loop: Loop, settleMs: number): Generator<string> {
  if (!(loop.cadenceMs > 0)) yield "needs a cadence above 0";
  const passes = loop.passes ?? [""];
  if (passes.length === 0) yield "has no passes: nothing would be polled";
  if (new Set(passes).size < passes.length) yield "has a pass twice";
  if (loop.shape !== "windowed" && !isWholeMs(loop.bucketMs)) yield "needs a bucket of whole milliseconds above 0";
  if (loop.shape === "snapshot") return;
  if (loop.bootstrapMs > loop.maxBackfillMs)
    yield "bootstraps from before its max backfill: the difference is skipped at once";
  if (loop.shape === "bucketed") {
    if (loop.maxRangeMs < loop.bucketMs) yield "has a longest range below one bucket";
    const waitMs = loop.unsettled ? settleMs : 0;
    if (loop.maxBackfillMs < waitMs + loop.bucketMs)
      yield `gives up data (${loop.maxBackfillMs} ms) before it settles (${waitMs} ms)`;
    return;
  }
  if (loop.windowMs < 1_000) yield "needs a window of a second or more";
  if (loop.maxBackfillMs <= loop.settleMs)
    yield `gives up data (${loop.maxBackfillMs} ms) before it settles (${loop.settleMs} ms)`;
}

function isWholeMs(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms > 0;
}
