import { expect } from "vitest";
import { sampleOf } from "./metrics-page.ts";
import type { OverloadOptions, OverloadResult } from "./overload.ts";

/** As testdata/overload.yaml says. */
const limitBytes = 256 * 1024 * 1024;

/** What must hold of every overload: alive, within its memory, everything counted, and well soon after. */
export function expectOverloadBorne(result: OverloadResult, { taken }: OverloadOptions): void {
  const { load, page, child, acceptedItems, refusedItems } = result;
  const count = (name: string): number => sampleOf(page, name) ?? 0;
  expect(child.hasEnded, child.stderr).toBe(false);
  // No other answers than these.
  expect(new Set(load.answers.keys())).toEqual(new Set([200, 429]));
  expect(result.peakAboveRestBytes).toBeLessThan(limitBytes * 1.2);
  expect(result.goodput).toBeGreaterThan(taken * 0.8);
  expect(result.recoveryMs).toBeLessThan(10_000);

  expect(count("otelcol_receiver_accepted_spans")).toBe(acceptedItems);
  expect(count("otelcol_receiver_refused_spans")).toBe(refusedItems);
  expect(count("otelcol_processor_memory_limiter_refused_spans")).toBe(refusedItems);
  const lost =
    count("otelcol_processor_batch_dropped_items") +
    count("otelcol_exporter_send_failed_spans") +
    count("otelcol_exporter_enqueue_failed_spans");
  expect(result.deliveredItems + lost).toBe(acceptedItems);
  expect(lost).toBe(0);
}

/** The figures of an overload, for people. */
export function overloadFigures(result: OverloadResult): object {
  const mebibytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
  const { load, goodput, recoveryMs, drainMs } = result;
  return {
    offered: load.offered,
    heldBack: load.heldBack,
    answers: Object.fromEntries(load.answers),
    goodput: Math.round(goodput),
    restMiB: mebibytes(result.restBytes),
    peakAboveRestMiB: mebibytes(result.peakAboveRestBytes),
    recoveryMs: Math.round(recoveryMs),
    drainMs: Math.round(drainMs),
  };
}
