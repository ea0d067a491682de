import { createMetrics, type Metrics } from "@genai-collector/pdata";
import { describe, expect, it } from "vitest";
import type { BatchContext, Consumer } from "./consumer.ts";
import { CollectorError } from "./errors.ts";
import { fanOut } from "./fan-out.ts";

const context: BatchContext = { acknowledge: "accepted", signal: new AbortController().signal };

const payload = (): Metrics =>
  createMetrics({
    resourceMetrics: [
      {
        resource: { attributes: [] },
        scopeMetrics: [
          { metrics: [{ name: "m", gauge: { dataPoints: [{ attributes: [], timeUnixNano: 1n, asDouble: 1 }] } }] },
        ],
      },
    ],
  });

interface Recording extends Consumer<Metrics> {
  readonly got: Metrics[];
}

const recording = (failWith?: unknown): Recording => {
  const got: Metrics[] = [];
  return {
    got,
    async consume(metrics) {
      got.push(metrics);
      if (failWith !== undefined) throw failWith;
    },
  };
};

describe("fanOut", () => {
  it("is the target itself where there is one", () => {
    const only = recording();
    expect(fanOut([only])).toBe(only);
  });

  it("gives the payload to the last target and forks to the others", async () => {
    const [a, b, c] = [recording(), recording(), recording()];
    const metrics = payload();
    await fanOut([a, b, c]).consume(metrics, context);
    expect(c.got[0]).toBe(metrics);
    expect(new Set([a.got[0], b.got[0], c.got[0]]).size).toBe(3);
  });

  it("keeps one target's edits from the others", async () => {
    const reader = recording();
    const editor: Consumer<Metrics> = {
      async consume(metrics) {
        metrics.takeDecoded().resourceMetrics[0]!.scopeMetrics[0]!.metrics[0]!.name = "edited";
      },
    };
    await fanOut([editor, reader, editor]).consume(payload(), context);
    expect(reader.got[0]!.decoded().resourceMetrics[0]!.scopeMetrics[0]!.metrics[0]!.name).toBe("m");
  });

  it("serves every target when one fails, and rejects with the combined error", async () => {
    const gap = new CollectorError("SINK_GAP", "too old", { kind: "gap", rejected: [{ items: 1, reason: "too_old" }] });
    const held = new CollectorError("SINK_DOWN", "down", { kind: "retryable", retryAfterMs: 7 });
    const last = recording();
    const outcome = fanOut([recording(gap), recording(held), last]).consume(payload(), context);
    await expect(outcome).rejects.toMatchObject({ kind: "retryable", retryAfterMs: 7, rejected: gap.rejected });
    expect(last.got).toHaveLength(1);
  });

  it("waits for the slowest target", async () => {
    const gate = Promise.withResolvers<void>();
    const slow: Consumer<Metrics> = { consume: () => gate.promise };
    let done = false;
    const outcome = fanOut([slow, recording()])
      .consume(payload(), context)
      .then(() => (done = true));
    await Promise.resolve();
    expect(done).toBe(false);
    gate.resolve();
    await outcome;
    expect(done).toBe(true);
  });
});
