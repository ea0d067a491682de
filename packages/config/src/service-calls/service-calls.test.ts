import { CollectorError } from "@genai-collector/component";
import { VirtualRuntime, World } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { ServiceCalls } from "./service-calls.ts";

const service = { name: "the store", unavailable: "X_UNAVAILABLE", refused: "X_REFUSED", aborted: "X_ABORTED" };
const never = new AbortController().signal;

function setUp(timeoutMs = 1_000) {
  const world = new World(0);
  const runtime = new VirtualRuntime(world);
  return { world, runtime, calls: new ServiceCalls(runtime, service, timeoutMs) };
}

const hang = (): Promise<never> => new Promise(() => undefined);

describe("ServiceCalls", () => {
  it("gives the outcome of the work, and keeps no timer", async () => {
    const { world, runtime, calls } = setUp();
    expect(await world.until(calls.run("get a", never, async () => 7))).toBe(7);
    expect(runtime.leaks()).toEqual([]);
  });

  it("waits no longer than the time, even for work that does not give up", async () => {
    const { world, runtime, calls } = setUp();
    const asked = calls.run("get a", never, hang);
    await expect(world.until(asked)).rejects.toMatchObject({
      code: "X_UNAVAILABLE",
      kind: "retryable",
      message: "cannot get a at the store: no answer within 1000 ms",
    });
    expect([world.now, runtime.leaks()]).toEqual([1_000, []]);
  });

  it("tells the work when to give up", async () => {
    const { world, calls } = setUp();
    const seen: boolean[] = [];
    const work = (signal: AbortSignal): Promise<never> => {
      signal.addEventListener("abort", () => seen.push(true));
      return hang();
    };
    await world.until(calls.run("get a", never, work).catch(() => undefined));
    expect(seen).toEqual([true]);
  });

  it("is given up with the caller's signal, before the work begins or after", async () => {
    const { world, calls } = setUp();
    const controller = new AbortController();
    const asked = calls.run("get a", controller.signal, hang);
    asked.catch(() => undefined);
    controller.abort();
    const aborted = { code: "X_ABORTED", kind: "retryable" };
    await expect(world.until(asked)).rejects.toMatchObject(aborted);
    let begun = 0;
    const late = calls.run("get a", controller.signal, async () => ++begun);
    await expect(world.until(late)).rejects.toMatchObject(aborted);
    expect(begun).toBe(0);
  });

  it("gives up what is under way when it is closed, and what comes later", async () => {
    const { world, calls } = setUp();
    const outcome = (name: string): Promise<unknown> =>
      calls.run(`get ${name}`, never, hang).catch((error: unknown) => error);
    const asked = [outcome("a"), outcome("b")];
    calls.close();
    const aborted = { code: "X_ABORTED" };
    expect(await world.until(Promise.all([...asked, outcome("c")]))).toMatchObject([aborted, aborted, aborted]);
    expect(world.now).toBe(0);
  });

  it("tells the system's code of a failure, and nothing that a library says", async () => {
    const { world, calls } = setUp();
    const inner = Object.assign(new Error("connect to https://me:secret@host"), { code: "ECONNREFUSED" });
    const outer = new TypeError("fetch of https://me:secret@host failed", { cause: inner });
    const error = await world
      .until(calls.run("get a", never, () => Promise.reject(outer)))
      .catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ code: "X_UNAVAILABLE", message: "cannot get a at the store: ECONNREFUSED" });
    expect(error.cause).toBeUndefined();
  });

  it("passes on what is explained already", async () => {
    const { world, calls } = setUp();
    const refused = new CollectorError("X_REFUSED", "no", { kind: "misconfigured" });
    await expect(world.until(calls.run("get a", never, () => Promise.reject(refused)))).rejects.toBe(refused);
  });
});
