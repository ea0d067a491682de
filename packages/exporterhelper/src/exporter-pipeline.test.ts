import { isAborted, type BatchContext, type CollectorError, type Settings } from "@genai-collector/component";
import { createSettings, decodeConfig, generateMetrics, generateTraces, Recorded } from "@genai-collector/testkit";
import { map } from "@genai-collector/config/schema";
import { describe, expect, it } from "vitest";
import {
  bodiesOf,
  coverage,
  failure,
  logsOf,
  never,
  rejection,
  ScriptedSender,
  setWorld,
} from "../test/scripted-sender.ts";
import { retryConfig, timeoutConfig } from "./config.ts";
import { createExporterPipeline } from "./exporter-pipeline.ts";
import { refusedCode, tooLargeCode } from "./sender.ts";
import { exporterInstruments, type ExporterInstruments } from "./telemetry.ts";

const spec = map({ ...timeoutConfig, ...retryConfig });

function setUp(script: ConstructorParameters<typeof ScriptedSender>[0], raw: object = {}, lifetime?: AbortSignal) {
  const { world, runtime } = setWorld();
  const recorded = new Recorded();
  const given = { recorded, instruments: exporterInstruments, ...(lifetime === undefined ? {} : { lifetime }) };
  const settings: Settings<ExporterInstruments> = createSettings("x", runtime, given);
  const transport = new ScriptedSender(script);
  const config = decodeConfig(spec, raw, "x");
  const pipeline = createExporterPipeline(settings, {
    ...config,
    transport,
    mayBisect: (request) => request.coverage !== undefined,
  });
  const consume = (
    payload = logsOf(["a", "b"]),
    context: Partial<BatchContext> = {},
  ): Promise<CollectorError | undefined> =>
    pipeline.logs.consume(payload, { acknowledge: "delivered", signal: never, ...context }).then(
      () => undefined,
      (error: unknown) => error as CollectorError,
    );
  return { world, runtime, recorded, transport, pipeline, consume };
}

describe("defaults", () => {
  it("are otelcol's: 5 s an attempt; 5 s, ±50 %, ×1.5, 30 s, 5 min", () => {
    expect(decodeConfig(spec, {}, "x")).toEqual({
      timeout: 5_000,
      retry_on_failure: {
        enabled: true,
        initial_interval: 5_000,
        randomization_factor: 0.5,
        multiplier: 1.5,
        max_interval: 30_000,
        max_elapsed_time: 300_000,
      },
    });
  });

  it.each([
    [{ retry_on_failure: { max_elapsed_time: "4s" } }, "max_elapsed_time: must be 0s or at least initial_interval"],
    [{ retry_on_failure: { multiplier: 0.5 } }, "multiplier"],
    [{ retry_on_failure: { randomization_factor: 1.1 } }, "randomization_factor"],
    [{ timeout: "-5s" }, "timeout"],
  ])("%j is refused: %s", (raw, problem) => {
    expect(() => decodeConfig(spec, raw, "x")).toThrow(problem);
  });
});

describe("the layers", () => {
  it("serve every signal with the same transport", async () => {
    const { pipeline, transport } = setUp([undefined]);
    const context = { acknowledge: "accepted", signal: never } as const;
    await pipeline.traces.consume(generateTraces(), context);
    await pipeline.metrics.consume(generateMetrics(), context);
    expect(transport.requests.map(({ payload }) => payload.signal)).toEqual(["traces", "metrics"]);
  });

  it("bound each attempt by the timeout, and all of them by max_elapsed_time", async () => {
    const { world, consume, transport } = setUp(
      (_request, _number, signal) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve(failure("HTTP_ABORTED", "retryable")))),
      {
        timeout: "2s",
        retry_on_failure: { max_elapsed_time: "20s" },
      },
    );
    const started = world.now;
    expect(await world.until(consume())).toMatchObject({ code: "EXPORT_TIMEOUT" });
    expect(transport.requests.length).toBeGreaterThan(1);
    expect(world.now - started).toBeLessThanOrEqual(22_000);
  });

  it("each part has its own retries under one shared deadline, and what was taken is not sent again", async () => {
    const taken: string[] = [];
    const { world, consume, transport } = setUp(
      (request, number) => {
        if (number === 1) return rejection(tooLargeCode, request.payload, "payload_too_large");
        if (bodiesOf(request)[0] === "b") return failure("DOWN", "retryable");
        return void taken.push(...bodiesOf(request));
      },
      { retry_on_failure: { max_elapsed_time: "30s", randomization_factor: 0 } },
    );
    const started = world.now;
    expect(await world.until(consume())).toMatchObject({ code: "DOWN" });
    expect(taken).toEqual(["a"]);
    expect(
      transport.requests
        .map(bodiesOf)
        .slice(2)
        .every(([body]) => body === "b"),
    ).toBe(true);
    expect(new Set(transport.requests.map(({ giveUpAt }) => giveUpAt)).size).toBe(1);
    expect(world.now - started).toBeLessThanOrEqual(30_000);
  });

  it("retry_on_failure off: one attempt, and its outcome stands", async () => {
    const { consume, transport } = setUp([failure("DOWN", "retryable")], { retry_on_failure: { enabled: false } });
    expect(await consume()).toMatchObject({ code: "DOWN" });
    expect(transport.requests).toHaveLength(1);
  });

  it("max_elapsed_time 0s: for ever", async () => {
    const answers = [...Array.from({ length: 100 }, () => failure("DOWN", "retryable")), undefined];
    const { world, consume, transport } = setUp(answers, { retry_on_failure: { max_elapsed_time: "0s" } });
    expect(await world.until(consume(), 1e9)).toBeUndefined();
    expect(transport.requests).toHaveLength(101);
  });

  it("mayBisect decides by the request, with its coverage", async () => {
    const refused = failure(refusedCode, "misconfigured");
    const pushed = setUp([refused]);
    await pushed.consume();
    expect(pushed.transport.requests).toHaveLength(1);
    const polled = setUp([refused, undefined, refused]);
    expect(await polled.consume(logsOf(["a", "b"]), { coverage })).toMatchObject({
      rejected: [{ items: 1, reason: "rejected" }],
    });
    expect(polled.transport.requests.every((request) => request.coverage === coverage)).toBe(true);
  });
});

describe("what is counted", () => {
  it("is every rejected item, by a reason of the closed list", async () => {
    const { consume, recorded } = setUp((request, number) =>
      rejection("X", request.payload, number === 1 ? "too_old" : "of another list"),
    );
    await consume();
    await consume();
    expect(recorded.count("x.rejected_items{reason=too_old}")).toBe(2);
    expect(recorded.count("x.rejected_items{reason=other}")).toBe(2);
  });

  it("is told to the service by the error alone: one final outcome, whatever the number of attempts", async () => {
    const { world, consume, transport, recorded } = setUp([
      failure("DOWN", "retryable"),
      failure("DOWN", "retryable"),
      undefined,
    ]);
    expect(await world.until(consume())).toBeUndefined();
    expect(transport.requests).toHaveLength(3);
    expect([...recorded.counts.keys()]).toEqual([]);
    expect(recorded.logs.map(({ level }) => level)).toEqual(["warn", "debug", "info"]);
  });

  it("failures are told with how many items they cost", async () => {
    const { consume, recorded } = setUp([failure("NO", "misconfigured")]);
    await consume();
    expect(recorded.logs).toMatchObject([
      { level: "error", message: "Exporting failed. Rejecting data.", data: { rejected_items: 2 } },
    ]);
  });
});

describe("the end", () => {
  const silent = (_request: unknown, _number: number, signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(failure("HTTP_ABORTED", "retryable")), { once: true });
    });

  it.each(["the sender leaves", "the collector's lifetime ends", "the time to shut down is over"])(
    "comes when %s: aborted, retryable, no failure",
    async (what) => {
      const [sender, lifetime, deadline] = [new AbortController(), new AbortController(), new AbortController()];
      const { world, runtime, consume, pipeline, recorded } = setUp(silent, {}, lifetime.signal);
      const outcome = consume(logsOf(["a"]), { signal: sender.signal });
      await world.advance(1_000);
      const drained = what.startsWith("the time") ? pipeline.shutdown(deadline.signal) : undefined;
      const which = { "the sender leaves": sender, "the collector's lifetime ends": lifetime }[what] ?? deadline;
      which.abort(new Error(what));
      const error = await world.until(outcome, 1);
      await drained;
      expect([isAborted(error), error!.kind]).toEqual([true, "retryable"]);
      expect(recorded.logs).toEqual([]);
      expect(runtime.leaks()).toEqual([]);
    },
  );
});
