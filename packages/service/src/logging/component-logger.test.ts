import { expect, it } from "vitest";
import { keptLines } from "../../test/service-harness.ts";
import { componentLogger } from "./component-logger.ts";
import { LogSampler, type LogSampling } from "./log-sampler.ts";

const usual: LogSampling = { enabled: true, tickMs: 10_000, initial: 10, thereafter: 100 };

function sampled(sampling = usual) {
  let now = 0;
  const { logger: base, lines } = keptLines();
  const sampler = new LogSampler({ now: () => now, monotonic: () => now }, sampling);
  return { base, lines, sampler, advance: (ms: number) => void (now += ms) };
}

it("puts otelcol's identity keys on every line", () => {
  const { base, lines, sampler } = sampled();
  const processor = { id: "batch/2", kind: "processor", pipeline: "traces/x", signal: "traces" } as const;
  componentLogger(base, processor, sampler).warn({ err: new Error("x") }, "Sender failed");
  componentLogger(base, { id: "otlp", kind: "receiver" }, sampler).debug({}, "Ready");
  expect(lines).toEqual([
    {
      level: "warn",
      message: "Sender failed",
      data: {
        "otelcol.component.id": "batch/2",
        "otelcol.component.kind": "processor",
        "otelcol.signal": "traces",
        "otelcol.pipeline.id": "traces/x",
        err: expect.objectContaining({ message: "x" }),
      },
    },
    {
      level: "debug",
      message: "Ready",
      data: { "otelcol.component.id": "otlp", "otelcol.component.kind": "receiver" },
    },
  ]);
});

it("150 equal messages within a tick: first 10, then one at the 110th; next tick starts anew", () => {
  const { base, lines, sampler, advance } = sampled();
  const logger = componentLogger(base, { id: "x", kind: "exporter" }, sampler);
  const passed: number[] = [];
  for (let line = 1; line <= 150; line++) {
    const before = lines.length;
    logger.info({}, "Exporting failed");
    if (lines.length > before) passed.push(line);
  }
  expect(passed).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 110]);
  advance(10_000);
  logger.info({}, "Exporting failed");
  expect(lines.map(({ data }) => data["suppressed"]).slice(9)).toEqual([undefined, 99, 40]);
});

it("counts lines apart by component, level and sentence", () => {
  const { base, lines, sampler } = sampled({ ...usual, initial: 1, thereafter: 0 });
  for (const id of ["a", "b"]) {
    const logger = componentLogger(base, { id, kind: "exporter" }, sampler);
    for (let i = 0; i < 3; i++) {
      logger.info({}, "one");
      logger.warn({}, "one");
      logger.warn({}, "two");
    }
  }
  expect(lines).toHaveLength(6);
});

it("lets everything pass when it is off, and keeps its memory bounded", () => {
  const off = sampled({ ...usual, enabled: false });
  const logger = componentLogger(off.base, { id: "a", kind: "exporter" }, off.sampler);
  for (let i = 0; i < 500; i++) logger.info({}, "same");
  expect(off.lines).toHaveLength(500);
  // A component that puts values into its sentences: the first one has been forgotten after 4,096 others.
  const { sampler } = sampled({ ...usual, initial: 1, thereafter: 0 });
  expect(sampler.pass("first")).toBe(0);
  expect(sampler.pass("first")).toBeUndefined();
  for (let i = 0; i < 4_096; i++) sampler.pass(`line ${i}`);
  expect(sampler.pass("first")).toBe(0);
});
