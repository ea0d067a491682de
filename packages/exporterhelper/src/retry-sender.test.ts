import { isAborted, type CollectorError } from "@genai-collector/component";
import { createSettings, Recorded } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { failure, logsOf, never, ScriptedSender, setWorld } from "../test/scripted-sender.ts";
import type { RetryConfig } from "./config.ts";
import { FailureLog } from "./failure-log.ts";
import { RetrySender } from "./retry-sender.ts";
import { failedCode } from "./sender.ts";

const defaults: RetryConfig = {
  enabled: true,
  initial_interval: 5_000,
  randomization_factor: 0.5,
  multiplier: 1.5,
  max_interval: 30_000,
  max_elapsed_time: 300_000,
};
const busy = failure("EXPORT_UNAVAILABLE", "retryable");

/** Sends one request, and says when each attempt began and how it ended. */
async function play(
  script: readonly unknown[],
  {
    random = 0.5,
    config = {},
    budgetMs = 300_000,
  }: { random?: number; config?: Partial<RetryConfig>; budgetMs?: number } = {},
) {
  const { world, runtime, given } = setWorld(random);
  const times: number[] = [];
  const recorded = new Recorded();
  const log = new FailureLog(createSettings("x", runtime, { recorded }).logger, runtime.clock);
  const transport = new ScriptedSender((_request, number) => {
    times.push(world.now);
    return script[Math.min(number, script.length) - 1];
  });
  const sender = new RetrySender(transport, given, { ...defaults, ...config }, log);
  const started = world.now;
  const request = { payload: logsOf(["a"]), giveUpAt: runtime.clock.monotonic() + budgetMs };
  const error = await world.until(sender.send(request, never), 1e9).then(
    () => undefined,
    (reason: unknown) => reason as CollectorError,
  );
  const waits = times.slice(1).map((at, i) => at - times[i]!);
  return { error, waits, transport, request, elapsed: world.now - started, recorded, runtime };
}

describe("the wait", () => {
  it("grows by the multiplier up to max_interval: 5, 7.5, 11.25, 16.9, 25.3, 30, 30 s", async () => {
    const { waits, error } = await play([...Array.from({ length: 7 }, () => busy), undefined]);
    expect(error).toBeUndefined();
    expect(waits).toEqual([5_000, 7_500, 11_250, 16_875, 25_312.5, 30_000, 30_000]);
  });

  it.each([
    [0, 0.5, 2_500],
    [0.999_999, 0.5, 7_500],
    [0, 1, 0],
    [0.25, 0.2, 4_500],
    [0.9, 0, 5_000],
  ])("with chance %d and randomization_factor %d is %d ms", async (random, randomization_factor, wait) => {
    const { waits } = await play([busy, undefined], { random, config: { randomization_factor } });
    expect(waits[0]).toBeCloseTo(wait, 1);
  });

  it("stays within the factor, whatever the chance", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (random, factor) => {
          const { waits } = await play([busy, busy, undefined], { random, config: { randomization_factor: factor } });
          for (const [i, base] of [5_000, 7_500].entries()) {
            expect(waits[i]).toBeGreaterThanOrEqual(base * (1 - factor) - 0.001);
            expect(waits[i]).toBeLessThanOrEqual(base * (1 + factor) + 0.001);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it("is what the sink asked for where that is longer, and its own where it is not", async () => {
    expect((await play([failure("X", "retryable", 60_000), undefined])).waits).toEqual([60_000]);
    expect((await play([failure("X", "retryable", 1_000), undefined])).waits).toEqual([5_000]);
  });

  it("goes on from where it was after the sink asked for more", async () => {
    expect((await play([failure("X", "retryable", 60_000), busy, undefined])).waits).toEqual([60_000, 7_500]);
  });
});

describe("the budget", () => {
  it("is checked after each failed attempt: no wait is begun that would end later", async () => {
    const { error, elapsed, transport } = await play([busy], { budgetMs: 20_000 });
    expect(error).toBe(busy);
    expect(elapsed).toBe(5_000 + 7_500); // the next wait would have ended at 23.75 s
    expect(transport.requests).toHaveLength(3);
  });

  it("that is smaller than what the sink asks for ends the attempts at once", async () => {
    const asked = failure("X", "retryable", 300_001);
    const { error, elapsed, transport } = await play([asked]);
    expect([error, elapsed, transport.requests.length]).toEqual([asked, 0, 1]);
  });

  it("without end retries for as long as it takes", async () => {
    const { error, waits } = await play([...Array.from({ length: 500 }, () => busy), undefined], {
      budgetMs: Infinity,
    });
    expect(error).toBeUndefined();
    expect(waits).toHaveLength(500);
  });
});

describe("what is not repeated", () => {
  it.each([
    ["gap", failure("X", "gap")],
    ["malformed", failure("X", "malformed")],
    ["misconfigured", failure("X", "misconfigured")],
    ["refused", failure("X", "refused")],
    ["a sink that fails without saying later", failure(failedCode, "retryable")],
    ["work that was given up below", failure("HTTP_ABORTED", "retryable")],
    ["a bug", new TypeError("x")],
  ])("%s", async (_what, error) => {
    const { error: outcome, transport } = await play([error]);
    expect(outcome).toBe(error);
    expect(transport.requests).toHaveLength(1);
  });
});

describe("an attempt", () => {
  it("sends the very same request each time", async () => {
    const { transport, request } = await play([busy, busy, undefined]);
    expect(transport.requests.map((sent) => sent === request)).toEqual([true, true, true]);
  });

  it("is told once when it begins to fail, not each time", async () => {
    const { recorded } = await play([busy, busy, busy, undefined]);
    expect(recorded.logs.map(({ level, data }) => [level, data["interval"]])).toEqual([
      ["warn", "5000ms"],
      ["debug", "7500ms"],
      ["debug", "11250ms"],
    ]);
  });

  it("that waits ends with the sender, and leaves no timer", async () => {
    const { world, runtime, given } = setWorld();
    const controller = new AbortController();
    const log = new FailureLog(createSettings("x", runtime).logger, runtime.clock);
    const sender = new RetrySender(new ScriptedSender([busy]), given, defaults, log);
    const outcome = sender
      .send({ payload: logsOf(["a"]), giveUpAt: Infinity }, controller.signal)
      .catch((e: unknown) => e);
    await world.advance(1_000);
    controller.abort(new Error("gone"));
    const error = await world.until(outcome, 1);
    expect(isAborted(error)).toBe(true);
    expect(error).toMatchObject({ kind: "retryable", message: "given up while waiting to try again" });
    expect(runtime.leaks()).toEqual([]);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });
});
