import type { LoopTraits } from "@genai-collector/component";
import type { Loop } from "./loop.ts";

/** What the rules over the graph must know of a loop. */
export function loopTraits(loop: Loop): LoopTraits {
  return {
    name: loop.name,
    signal: loop.shape === "windowed" ? "logs" : "metrics",
    cadenceMs: loop.cadenceMs,
    requestsPerPoll: (loop.requestsPerPoll ?? 1) * (loop.passes?.length ?? 1),
    bucketMs: loop.shape === "windowed" ? undefined : loop.bucketMs,
    maxRangeMs: loop.shape === "bucketed" ? loop.maxRangeMs : undefined,
    unsettled: loop.shape === "bucketed" && loop.unsettled,
    series: loop.shape === "windowed" ? [] : loop.series,
    fields: loop.shape === "windowed" ? loop.fields : undefined,
    releases: loop.releases ?? [],
  };
}
