import type { Stage } from "@genai-collector/test-bench/stage";

/** What a collector's process held at one moment, in bytes. */
export interface MemorySample {
  readonly atMs: number;
  /** Resident, as the operating system says. */
  readonly rssBytes: number;
  /** JavaScript objects, as the collector's own metrics say. */
  readonly heapBytes: number;
}

const heapMetric = /^otelcol_process_runtime_heap_alloc_bytes(?:\{[^}]*\})? (\S+)$/m;

/** Asks the operating system, and the collector's own metrics. Throws when one of them does not say. */
export async function sampleMemory({ program, metricsPort }: Stage, atMs: number): Promise<MemorySample> {
  const page = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const heap = heapMetric.exec(page)?.[1];
  if (heap === undefined) throw new Error(`no otelcol_process_runtime_heap_alloc_bytes on the page:\n${page}`);
  return { atMs, rssBytes: program.cost().rssBytes, heapBytes: Number(heap) };
}
