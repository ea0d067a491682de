import type { Payload } from "@genai-collector/component";
import {
  createSettings,
  decodeConfig,
  generateTraces,
  Recorded,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { memoryLimiterConfig } from "./config.ts";
import { memoryLimiterOf, type MemoryLimiterUser } from "./memory-limiter.ts";
import { memoryLimiterInstruments } from "./telemetry.ts";

const mebibyte = 2 ** 20;

/** A limiter of 100 MiB, soft from 80 on, that looks every second, and somebody who uses it. */
function setUp(raw: object = {}, workers = 1) {
  const world = new World();
  const runtime = new VirtualRuntime(world, { tracing: true });
  const recorded = new Recorded();
  const config = decodeConfig(memoryLimiterConfig, { check_interval: "1s", limit_mib: 100, ...raw }, "x");
  const options = { recorded, instruments: memoryLimiterInstruments, worker: { index: 0, count: workers } };
  const createUser = (id = "memory_limiter"): MemoryLimiterUser =>
    createSettings<typeof memoryLimiterInstruments>(id, runtime, options);
  const [user, limiter] = [createUser(), memoryLimiterOf(config)];
  /** What the process uses from now on, in MiB; `rest`: what is left of it after a collection. */
  const use = (heap: number, buffers = 0, rest = heap + buffers): void => {
    const set = (heapMib: number, bufferMib: number): void => {
      runtime.process.use = {
        heapUsedBytes: heapMib * mebibyte,
        heapLimitBytes: 4_096 * mebibyte,
        bufferBytes: bufferMib * mebibyte,
        rssBytes: (heapMib + bufferMib) * mebibyte,
      };
    };
    set(heap, buffers);
    runtime.process.onCollect = () => set(rest, 0);
  };
  const isRefusing = (): boolean => limiter.refusal(user) !== undefined;
  const lines = (): string[] => recorded.logs.splice(0).map(({ level, message }) => `${level} ${message}`);
  const start = async (): Promise<void> => {
    limiter.start(user);
    await world.advance(0);
  };
  return { world, runtime, recorded, config, limiter, user, createUser, use, isRefusing, lines, start };
}

const hardGc = "warn Memory usage is above hard limit. Forcing a GC.";
const softGc = "info Memory usage is above soft limit. Forcing a GC.";
const afterGc = "info Memory usage after GC.";
const fruitless = "warn Forced GC did not reclaim enough memory. It is forced less often.";
const refusing = "warn Memory usage is above soft limit. Refusing data.";
const resuming = "info Memory usage back within limits. Resuming normal operation.";

describe("at the start", () => {
  it("it tells what it was told", async () => {
    const { recorded, start } = setUp();
    await start();
    expect(recorded.logs).toMatchObject([
      {
        level: "info",
        message: "Memory limiter configured",
        data: { limit_mib: 100, spike_limit_mib: 20, check_interval: 1, total_memory_mib: 8_192 },
      },
    ]);
  });

  it("it looks at once: what is too much is refused from the first request on", async () => {
    const { use, start, isRefusing } = setUp();
    use(85);
    await start();
    expect(isRefusing()).toBe(true);
  });

  it("it warns of a limit that the machine cannot hold", async () => {
    const { runtime, start, lines } = setUp();
    runtime.process.limitBytes = 99 * mebibyte;
    await start();
    expect(lines().at(-1)).toMatch(/^warn The hard limit is more memory than there is/);
  });

  it("a percentage is of what the container has", async () => {
    const { runtime, use, start, isRefusing } = setUp({ limit_mib: 0, limit_percentage: 50 });
    runtime.process.limitBytes = 200 * mebibyte;
    use(79);
    await start();
    expect(isRefusing()).toBe(false);
  });

  it("a worker has its part of the limit", async () => {
    const { use, start, isRefusing } = setUp({}, 2);
    use(40);
    await start();
    expect(isRefusing()).toBe(true);
  });
});

describe("between soft and hard", () => {
  it("94: refuses with a transient error; below soft it accepts again, status OK", async () => {
    const { world, recorded, limiter, user, use, isRefusing, lines, start } = setUp();
    await start();
    lines();
    use(50, 30);
    await world.advance(1_000);
    expect(lines()).toEqual([softGc, afterGc, fruitless, refusing]);
    expect(limiter.refusal(user)).toMatchObject({
      code: "MEMORY_LIMITER_REFUSED",
      kind: "refused",
      message: "data refused due to high memory usage",
      retryAfterMs: 1_000,
    });
    expect(recorded.status("memory_limiter")).toMatchObject({ state: "recoverable_error" });
    use(50, 29);
    await world.advance(1_000);
    expect(lines()).toEqual([resuming]);
    expect([isRefusing(), recorded.status("memory_limiter")?.state]).toEqual([false, "ok"]);
  });

  it("a collection that helps refuses nothing", async () => {
    const { world, use, isRefusing, lines, start } = setUp();
    await start();
    lines();
    use(50, 40, 30);
    await world.advance(1_000);
    expect([lines(), isRefusing()]).toEqual([[softGc, afterGc], false]);
  });

  it("garbage is collected every ten seconds at most, while memory goes up and down", async () => {
    const { world, runtime, recorded, use, start } = setUp();
    await start();
    for (let second = 0; second < 30; second++) {
      use(90, 0, 30);
      await world.advance(1_000);
    }
    expect(runtime.process.collections).toBe(3);
    expect(recorded.count("memory_limiter.forced_collections")).toBe(3);
  });

  it("94: every line says how much is in use", async () => {
    const { world, recorded, use, lines, start } = setUp();
    await start();
    lines();
    use(50, 40, 85);
    await world.advance(1_000);
    use(10);
    await world.advance(1_000);
    expect(recorded.logs.map(({ data }) => data["cur_mem_mib"])).toEqual([90, 85, 85, 10]);
  });

  it("says so once, not at every look", async () => {
    const { world, use, lines, start } = setUp();
    await start();
    use(85);
    await world.advance(9_000);
    expect(lines().filter((line) => line === refusing)).toHaveLength(1);
  });
});

describe("above hard", () => {
  it("collects at every look while that helps", async () => {
    const { world, runtime, use, lines, start } = setUp();
    await start();
    lines();
    for (let second = 0; second < 3; second++) {
      use(20, 90, 20);
      await world.advance(1_000);
    }
    expect(runtime.process.collections).toBe(3);
    expect(lines().filter((line) => line === hardGc)).toHaveLength(3);
  });

  it("95: fruitless GC: interval doubles up to its max, so that the process is not kept busy with it", async () => {
    const { world, runtime, use, lines, start } = setUp();
    await start();
    lines();
    use(200);
    const at: number[] = [];
    for (let second = 1; second <= 120; second++) {
      const before = runtime.process.collections;
      await world.advance(1_000);
      if (runtime.process.collections > before) at.push(second);
    }
    expect(at).toEqual([1, 3, 7, 15, 31, 61, 91]);
    expect(lines()).toEqual([
      hardGc,
      afterGc,
      fruitless,
      refusing,
      ...at.slice(1).flatMap(() => [hardGc, afterGc, fruitless]),
    ]);
  });

  it("collects without delay again once data was let go of, however fruitless it was before", async () => {
    const { world, runtime, user, use, isRefusing, start } = setUp();
    const release = user.memory.hold(generateTraces().withRanges([{ bytes: new Uint8Array(90 * mebibyte) }]));
    use(20, 90);
    await start();
    await world.advance(70_000);
    const before = runtime.process.collections;
    await world.advance(2_000);
    expect(runtime.process.collections).toBe(before);
    release();
    use(20, 90, 20);
    await world.advance(2_000);
    expect([runtime.process.collections, isRefusing()]).toEqual([before + 1, false]);
  });

  it("is not latched shut: when memory is there again, data passes at the next look", async () => {
    const { world, use, isRefusing, start } = setUp();
    await start();
    use(200);
    await world.advance(60_000);
    expect(isRefusing()).toBe(true);
    use(10);
    await world.advance(1_000);
    expect(isRefusing()).toBe(false);
  });
});

describe("between two looks", () => {
  it("a burst is refused that would pass the hard limit, by what is held; and let in again when that is gone", async () => {
    const { user, use, isRefusing, start } = setUp();
    use(60);
    await start();
    const large = generateTraces().withRanges([{ bytes: new Uint8Array(30 * mebibyte) }]) as Payload;
    const release = user.memory.hold(large);
    expect(isRefusing()).toBe(false);
    const releaseMore = user.memory.hold(large.withRanges([{ bytes: new Uint8Array(11 * mebibyte) }]));
    expect(isRefusing()).toBe(true);
    releaseMore();
    expect(isRefusing()).toBe(false);
    release();
  });

  it("what was held at the look counts once", async () => {
    const { user, use, isRefusing, start } = setUp();
    const release = user.memory.hold(generateTraces().withRanges([{ bytes: new Uint8Array(70 * mebibyte) }]));
    use(5, 70);
    await start();
    expect(isRefusing()).toBe(false);
    release();
  });
});

describe("what it measures", () => {
  it("is told as a metric at every look", async () => {
    const { world, recorded, use, start } = setUp();
    use(10, 5);
    await start();
    use(20, 5);
    await world.advance(1_000);
    expect(recorded.values.get("memory_limiter.used_bytes")).toEqual([15 * mebibyte, 25 * mebibyte]);
  });

  it("does not include what the system counts beside it: that is told, and refuses nothing", async () => {
    const { world, runtime, isRefusing, lines, start } = setUp();
    await start();
    lines();
    runtime.process.use = { ...runtime.process.use, rssBytes: 100 * mebibyte };
    await world.advance(3_000);
    expect(lines()).toEqual(["warn Resident memory is above the hard limit, though what is in use is not."]);
    expect(isRefusing()).toBe(false);
  });

  it("may be unknown for a while: what was found last stands", async () => {
    const { world, runtime, use, isRefusing, lines, start } = setUp();
    await start();
    use(85);
    await world.advance(1_000);
    lines();
    const measure = runtime.process.memory;
    runtime.process.memory = () => {
      throw new Error("no /proc");
    };
    await world.advance(5_000);
    expect([lines(), isRefusing()]).toEqual([["error Cannot measure the memory in use"], true]);
    runtime.process.memory = measure;
    use(10);
    await world.advance(1_000);
    expect(isRefusing()).toBe(false);
  });

  it("is enough where garbage cannot be collected on demand", async () => {
    const { runtime, use, lines, start } = setUp();
    runtime.process.collectGarbage = undefined as never;
    use(85);
    await start();
    expect(lines().slice(1)).toEqual([refusing]);
  });
});

describe("one limiter", () => {
  it("serves all pipelines of one configured processor, and looks once for all", async () => {
    const { world, runtime, recorded, config, limiter, user, createUser, use, lines, start } = setUp();
    expect(memoryLimiterOf(config)).toBe(limiter);
    expect(memoryLimiterOf({ ...config })).not.toBe(limiter);
    await start();
    const other = createUser();
    limiter.start(other);
    lines();
    use(85);
    await world.advance(1_000);
    expect(runtime.process.collections).toBe(1);
    expect(lines()).toEqual([softGc, afterGc, fruitless, refusing]);
    expect(recorded.statuses).toHaveLength(2);
    limiter.stop(user);
    expect(limiter.refusal(other)).toBeDefined();
    use(10);
    await world.advance(1_000);
    expect(limiter.refusal(other)).toBeUndefined();
    limiter.stop(other);
    expect(runtime.leaks()).toEqual([]);
  });

  it("ends with the last of them, and can be started again", async () => {
    const { world, runtime, limiter, user, use, isRefusing, start } = setUp();
    limiter.stop(user);
    use(85);
    await start();
    expect(isRefusing()).toBe(true);
    limiter.stop(user);
    limiter.stop(user);
    expect([isRefusing(), runtime.leaks()]).toEqual([false, []]);
    await start();
    expect(isRefusing()).toBe(true);
    use(10);
    await world.advance(1_000);
    expect(isRefusing()).toBe(false);
  });

  it("that is stopped within a collection looks no more", async () => {
    const { world, runtime, recorded, limiter, user, use, start } = setUp();
    const { promise, resolve } = Promise.withResolvers<void>();
    runtime.process.collectGarbage = () => promise;
    use(85);
    await start();
    limiter.stop(user);
    resolve();
    await world.advance(5_000);
    expect([recorded.statuses, runtime.leaks()]).toEqual([[], []]);
  });
});
