import { isAborted, type CollectorError } from "@genai-collector/component";
import { generateLogs, type Answer } from "@genai-collector/testkit";
import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { setScene } from "./scene.ts";

const ok: Answer = { status: 200 };
const never = (): Promise<Answer> => new Promise(() => undefined);
const reasonOf = (promise: Promise<void>): Promise<CollectorError | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => error as CollectorError,
  );

describe("a sender that leaves", () => {
  it("103: cancellation during backoff: returns promptly with a retryable error", async () => {
    const scene = setScene([{ status: 503 }]);
    const sender = new AbortController();
    const outcome = reasonOf(scene.begin(generateLogs(), { signal: sender.signal }));
    await scene.world.advance(1_000);
    sender.abort(new Error("gone"));
    const error = await scene.world.until(outcome, 1);
    expect(error).toMatchObject({ code: "EXPORT_ABORTED", kind: "retryable" });
    expect(scene.requests).toHaveLength(1);
    expect(scene.runtime.leaks()).toHaveLength(1); // the client itself
  });

  it("while the sink is to answer: the same, and it is no failure in the log", async () => {
    const scene = setScene(never);
    const sender = new AbortController();
    const outcome = reasonOf(scene.begin(generateLogs(), { signal: sender.signal }));
    await scene.world.advance(1_000);
    sender.abort(new Error("gone"));
    expect(isAborted(await scene.world.until(outcome, 1))).toBe(true);
    expect(scene.recorded.logs).toEqual([]);
    expect(getEventListeners(sender.signal, "abort")).toHaveLength(0);
  });

  it("between the parts of a split request: what was not sent is not sent", async () => {
    const sender = new AbortController();
    const scene = setScene((_request, number) => {
      if (number === 2) sender.abort(new Error("gone"));
      return number === 1 ? { status: 413 } : ok;
    });
    const error = await scene.world.until(reasonOf(scene.begin(generateLogs({ items: 8 }), { signal: sender.signal })));
    expect(isAborted(error)).toBe(true);
    expect(scene.requests).toHaveLength(2);
  });
});

describe("the end of the collector", () => {
  it("context.signal says nothing about it: settings.lifetime ends what is under way", async () => {
    const lifetime = new AbortController();
    for (const script of [never, [{ status: 503 }] as const]) {
      const scene = setScene(script, {}, { lifetime: lifetime.signal });
      const outcome = reasonOf(scene.begin(generateLogs()));
      await scene.world.advance(1_000);
      lifetime.abort(new Error("the collector stops"));
      expect(await scene.world.until(outcome, 1)).toMatchObject({ code: "EXPORT_ABORTED", kind: "retryable" });
    }
    expect(getEventListeners(lifetime.signal, "abort")).toHaveLength(0);
  });

  it("shutdown lets retries go on until its signal fires: a sink that comes back in time gets everything", async () => {
    const scene = setScene([{ status: 503 }, ok]);
    const outcome = reasonOf(scene.begin(generateLogs()));
    await scene.world.advance(1_000);
    const stopped = scene.exporter.shutdown!(new AbortController().signal);
    await scene.world.until(stopped);
    expect(await outcome).toBeUndefined();
    expect(scene.requests).toHaveLength(2);
    expect(scene.runtime.leaks()).toEqual([]);
  });

  it("shutdown gives up the rest when its signal fires", async () => {
    const scene = setScene([{ status: 503 }]);
    const outcome = reasonOf(scene.begin(generateLogs()));
    await scene.world.advance(1_000);
    const deadline = new AbortController();
    const stopped = scene.exporter.shutdown!(deadline.signal);
    await scene.world.advance(2_000);
    deadline.abort(new Error("time is over"));
    await scene.world.until(stopped, 1);
    expect(isAborted(await outcome)).toBe(true);
    expect(scene.runtime.leaks()).toEqual([]);
  });

  it("after it, consume rejects at once with a retryable error, and nothing is sent", async () => {
    const scene = setScene([ok]);
    await scene.exporter.shutdown!(new AbortController().signal);
    const error = await scene.world.until(reasonOf(scene.begin(generateLogs())), 1_000);
    expect(isAborted(error)).toBe(true);
    expect(scene.requests).toHaveLength(0);
  });
});
