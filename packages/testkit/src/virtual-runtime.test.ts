import { describe, expect, it } from "vitest";
import { World } from "./world.ts";
import { VirtualRuntime } from "./virtual-runtime.ts";

const never = new AbortController().signal;

describe("clock", () => {
  it("tells the world's time with its own skew, in whole milliseconds", async () => {
    const world = new World(1_000);
    const runtime = new VirtualRuntime(world, { skewMs: 30 });
    await world.advance(0.5);
    expect([runtime.clock.now(), runtime.clock.monotonic()]).toEqual([1_030, 0.5]);
    runtime.skewMs = -500;
    expect([runtime.clock.now(), runtime.clock.monotonic()]).toEqual([500, 0.5]);
  });
});

describe("timers", () => {
  it("sleep resolves after its time, or rejects with the signal's reason", async () => {
    const world = new World();
    const { timers } = new VirtualRuntime(world);
    await world.until(timers.sleep(100, never));
    const stop = new AbortController();
    const asleep = timers.sleep(100, stop.signal);
    const reason = new Error("enough");
    stop.abort(reason);
    await expect(asleep).rejects.toBe(reason);
    await expect(timers.sleep(1, stop.signal)).rejects.toBe(reason);
  });

  it("deadline fires after its time", async () => {
    const world = new World();
    const { signal } = new VirtualRuntime(world).timers.deadline(10);
    await world.advance(9);
    expect(signal.aborted).toBe(false);
    await world.advance(1);
    expect(signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  it("deadline fires with the first of its signals, and lets go of the others and of its timer", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const [a, b] = [new AbortController(), new AbortController()];
    const { signal } = runtime.timers.deadline(1_000, a.signal, b.signal);
    b.abort("b");
    a.abort("a");
    expect(signal.reason).toBe("b");
    expect(runtime.leaks()).toEqual([]);
    expect(runtime.timers.deadline(Infinity, a.signal).signal.reason).toBe("a");
  });

  it("a cancelled deadline never fires", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const stop = new AbortController();
    const { signal, cancel } = runtime.timers.deadline(10, stop.signal);
    cancel();
    stop.abort();
    await world.advance(100);
    expect(signal.aborted).toBe(false);
    expect(runtime.leaks()).toEqual([]);
  });

  it("pause takes no time, and needs nobody to advance it", async () => {
    const world = new World(5);
    await new VirtualRuntime(world).timers.pause();
    expect(world.now).toBe(5);
  });
});

describe("death", () => {
  it("lets no timer fire and no call return", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const alive: string[] = [];
    void runtime.timers.sleep(1, never).then(() => alive.push("slept"));
    void runtime.files.list("/").then(() => alive.push("listed"));
    runtime.timers.after(1, () => alive.push("timer"));
    runtime.kill();
    void runtime.files.list("/").then(() => alive.push("listed after death"));
    void runtime.timers.pause().then(() => alive.push("paused"));
    runtime.timers.after(1, () => alive.push("timer after death"));
    await world.advance(10);
    expect(alive).toEqual([]);
  });

  it("comes inside the n-th call, with its effect or without, as the seed decides", async () => {
    const outcomes = new Set<boolean>();
    for (let seed = 0; seed < 20; seed++) {
      const world = new World(0, seed);
      const runtime = new VirtualRuntime(world);
      runtime.crashAt = 2;
      let crashes = 0;
      runtime.onCrash = () => crashes++;
      void runtime.files.open("/a", "append").then((file) => file.write(new Uint8Array(1)));
      await world.advance(1);
      expect([runtime.isDead, runtime.calls, crashes]).toEqual([true, 2, 1]);
      outcomes.add(world.disk.get("/a")!.length === 1);
    }
    expect(outcomes.size).toBe(2);
  });

  it.each([
    ["die before", false],
    ["die after", true],
  ] as const)("%s a call: its effect happened: %s", async (when, happened) => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    world.disk.put("/a", new Uint8Array());
    runtime.intercept = ({ name }) => (name === "files.rename" ? when : undefined);
    void runtime.files.rename("/a", "/b");
    await world.advance(1);
    expect(world.disk.get("/b") !== undefined).toBe(happened);
  });

  it.each([
    ["die before", []],
    ["die after", ["ran"]],
  ] as const)("%s the second timer that fires: it ran %j", async (when, ran) => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    const done: string[] = [];
    let crashes = 0;
    runtime.onCrash = () => crashes++;
    runtime.intercept = ({ name, number }) => (name === "timers.fire" && number === 2 ? when : undefined);
    runtime.timers.after(1, () => undefined);
    runtime.timers.after(2, () => done.push("ran"));
    runtime.timers.after(3, () => done.push("ran after death"));
    await world.advance(10);
    expect([done, runtime.isDead, crashes, runtime.fired]).toEqual([ran, true, 1, 2]);
  });

  it("a timer cannot fail: an error in its place is not looked at", async () => {
    const world = new World();
    const runtime = new VirtualRuntime(world);
    runtime.intercept = () => new Error("EIO");
    let ran = false;
    runtime.timers.after(1, () => (ran = true));
    await world.advance(10);
    expect([ran, runtime.isDead]).toEqual([true, false]);
  });

  it("an intercepted call can fail instead", async () => {
    const runtime = new VirtualRuntime(new World());
    runtime.intercept = ({ number }) => (number === 1 ? new Error("EIO") : undefined);
    await expect(runtime.files.list("/")).rejects.toThrow("EIO");
    await expect(runtime.files.list("/")).resolves.toEqual([]);
  });

  it("counts calls by the name of their seam", async () => {
    const runtime = new VirtualRuntime(new World());
    await runtime.files.read("/a");
    await runtime.files.read("/a");
    await runtime.compress.compress("gzip", []);
    expect([runtime.calls, Object.fromEntries(runtime.callsBySeam)]).toEqual([
      3,
      { "files.read": 2, "compress.compress": 1 },
    ]);
  });
});

describe("leaks", () => {
  it("names what is open, with the place when tracing, and nothing once it was closed", async () => {
    const runtime = new VirtualRuntime(new World(), { tracing: true });
    const cancel = runtime.timers.after(5, () => undefined);
    const client = runtime.http.open({});
    const file = await runtime.files.open("/a", "append");
    const server = await runtime.servers.listen("127.0.0.1:0", async () => ({ status: 200, headers: {}, body: [] }));
    const lock = await runtime.files.lock("/l");
    const leaks = runtime.leaks();
    expect(leaks.map((leak) => leak.split(",")[0])).toEqual([
      "timer of 5 ms",
      "http client",
      "file /a",
      "listener on 127.0.0.1:0",
      "lock /l",
    ]);
    expect(leaks[0]).toContain("virtual-runtime.test.ts");
    cancel();
    await client.close();
    await file.close();
    await server.close(never);
    await lock!.release();
    expect(runtime.leaks()).toEqual([]);
  });
});

describe("compress", () => {
  it("gives the same bytes each time, and the original back", async () => {
    const { compress } = new VirtualRuntime(new World());
    const bytes = new TextEncoder().encode("one and one and one");
    const packed = await compress.compress("gzip", [bytes.subarray(0, 5), bytes.subarray(5)]);
    expect(await compress.compress("gzip", [bytes])).toEqual(packed);
    expect(await compress.decompress("gzip", packed, bytes.length)).toEqual(bytes);
    await expect(compress.decompress("gzip", packed, bytes.length - 1)).rejects.toThrow(RangeError);
    await expect(compress.decompress("gzip", await compress.compress("gzip", [new Uint8Array(1)]), 0)).rejects.toThrow(
      RangeError,
    );
  });
});
