// What the exporter writes, line by line (otelcol's layout): the golden files were read against its documentation.
import type { Payload } from "@genai-collector/component";
import { logsFromRanges } from "@genai-collector/pdata";
import { createSettings, decodeConfig, generateLogs, Recorded, VirtualRuntime, World } from "@genai-collector/testkit";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { debugExporterFactory } from "../src/index.ts";
import { sampleLogs, sampleMetrics, sampleTraces } from "./samples.ts";

function setUp(config: object = {}) {
  const world = new World();
  const recorded = new Recorded();
  const settings = createSettings("debug", new VirtualRuntime(world), { recorded });
  const exporter = debugExporterFactory.create(settings, decodeConfig(debugExporterFactory.config, config, "debug"));
  const consume = (payload: Payload): Promise<void> =>
    exporter[payload.signal]!.consume(payload as never, {
      acknowledge: "accepted",
      signal: new AbortController().signal,
    });
  return { world, recorded, consume };
}

const samples = { traces: sampleTraces, metrics: sampleMetrics, logs: sampleLogs };
const counts = {
  traces: ["Traces", { "resource spans": 2, spans: 2 }],
  metrics: ["Metrics", { "resource metrics": 1, metrics: 6, "data points": 5 }],
  logs: ["Logs", { "resource logs": 1, "log records": 5 }],
} as const;
const signals = ["traces", "metrics", "logs"] as const;

describe("96: golden batches: exact text blocks", () => {
  it.each(signals)("basic %s: one line, the signal and its counts", async (signal) => {
    const { recorded, consume } = setUp();
    await consume(samples[signal]());
    const [message, data] = counts[signal];
    expect(recorded.logs).toEqual([{ id: "debug", level: "info", message, data }]);
  });

  it.each(
    signals.flatMap((signal) => (["normal", "detailed"] as const).map((verbosity) => [verbosity, signal] as const)),
  )("%s %s: the basic line, then one block", async (verbosity, signal) => {
    const { recorded, consume } = setUp({ verbosity });
    await consume(samples[signal]());
    const golden = readFileSync(new URL(`testdata/${signal}.${verbosity}.txt`, import.meta.url), "utf8");
    expect(recorded.logs).toHaveLength(2);
    expect(recorded.logs[0]!.message).toBe(counts[signal][0]);
    expect(recorded.logs[1]).toEqual({ id: "debug", level: "info", data: {}, message: golden.slice(0, -1) });
  });
});

describe("sampling", () => {
  it("the first batches of a second and every so many-th after them, counted apart for each signal", async () => {
    const { recorded, consume } = setUp({ sampling_initial: 1, sampling_thereafter: 3 });
    for (let i = 0; i < 5; i++) {
      await consume(sampleLogs());
      await consume(sampleTraces());
    }
    expect(recorded.logs.map(({ message }) => message)).toEqual(["Logs", "Traces", "Logs", "Traces"]);
  });

  it("the default writes every batch", async () => {
    const { recorded, consume } = setUp();
    for (let i = 0; i < 5; i++) await consume(sampleLogs());
    expect(recorded.logs).toHaveLength(5);
  });
});

describe("a payload", () => {
  it("that cannot be decoded is malformed; counted it can be", async () => {
    // The record's text is longer than the record.
    const broken = () => logsFromRanges([{ bytes: Uint8Array.from([10, 6, 18, 4, 18, 2, 42, 9]) }]);
    await expect(setUp({ verbosity: "detailed" }).consume(broken())).rejects.toMatchObject({ kind: "malformed" });
    await setUp().consume(broken());
  });

  it("is not changed by being looked at", async () => {
    const payload = generateLogs();
    const before = payload.encoded().map(({ bytes }) => bytes.slice());
    await setUp({ verbosity: "detailed" }).consume(payload);
    expect(payload.encoded().map(({ bytes }) => bytes)).toEqual(before);
  });
});

describe("configuration", () => {
  it.each([
    [{ verbosity: "loud" }, "verbosity"],
    [{ sampling_initial: -1 }, "sampling_initial"],
  ])("%j is an error that names %s", (config, key) => {
    expect(() => setUp(config)).toThrow(key);
  });

  it("97: `output_paths` is an error: there is no writing beside the collector's log", () => {
    expect(() => setUp({ output_paths: ["stdout"] })).toThrow("output_paths");
    expect(() => setUp({ use_internal_logger: false })).toThrow("use_internal_logger");
    expect(() => setUp({ use_internal_logger: true })).not.toThrow();
  });
});
