import { isAborted } from "@genai-collector/component";
import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { failure, logsOf, ScriptedSender, setWorld } from "../test/scripted-sender.ts";
import { TimeoutSender } from "./timeout-sender.ts";

/** A transport that ends with its signal, as transports do. */
const silent = (): ScriptedSender =>
  new ScriptedSender(
    (_request, _number, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(failure("HTTP_ABORTED", "retryable")), { once: true });
      }),
  );

function setUp(transport: ScriptedSender, timeoutMs = 1_000) {
  const { world, runtime } = setWorld();
  const controller = new AbortController();
  const sender = new TimeoutSender(transport, runtime.timers, timeoutMs);
  const outcome = sender
    .send({ payload: logsOf(["a"]), giveUpAt: Infinity }, controller.signal)
    .catch((error: unknown) => error);
  return { world, runtime, controller, outcome };
}

describe("TimeoutSender", () => {
  it("ends an attempt that takes too long: retryable, with the time in its message", async () => {
    const { world, outcome } = setUp(silent());
    const started = world.now;
    const error = await world.until(outcome);
    expect(error).toMatchObject({ code: "EXPORT_TIMEOUT", kind: "retryable" });
    expect((error as Error).message).toBe("the sink did not answer within 1000 ms");
    expect(world.now - started).toBe(1_000);
  });

  it("tells a sender that left from a sink that is slow", async () => {
    const { world, controller, outcome } = setUp(silent());
    await world.advance(500);
    controller.abort(new Error("gone"));
    const error = await world.until(outcome, 0);
    expect(isAborted(error)).toBe(true);
    expect(error).toMatchObject({ code: "EXPORT_ABORTED" });
  });

  it("lets an answer stand that came when the time was up", async () => {
    const refusal = failure("EXPORT_UNAUTHORIZED", "misconfigured");
    const slow = new ScriptedSender(
      (_request, _number, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve(refusal), { once: true });
        }),
    );
    const { world, outcome } = setUp(slow);
    expect(await world.until(outcome)).toBe(refusal);
  });

  it("passes on what the transport says in time, bugs too", async () => {
    for (const error of [failure("X", "gap"), failure("HTTP_ABORTED", "retryable"), new TypeError("x")]) {
      const { world, outcome } = setUp(new ScriptedSender([error]));
      expect(await world.until(outcome)).toBe(error);
    }
  });

  it("leaves no timer and no listener behind, however it ends", async () => {
    for (const transport of [silent(), new ScriptedSender([undefined]), new ScriptedSender([new Error("x")])]) {
      const { world, runtime, controller, outcome } = setUp(transport);
      await world.until(outcome);
      expect(runtime.leaks()).toEqual([]);
      expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    }
  });

  it("of Infinity has no timer at all", async () => {
    const { world, runtime, controller, outcome } = setUp(silent(), Infinity);
    await world.advance(1e9);
    expect(runtime.leaks()).toEqual([]);
    controller.abort();
    expect(isAborted(await world.until(outcome, 0))).toBe(true);
  });
});
