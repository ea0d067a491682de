import { CollectorError, type Instruments } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { bucketed, snapshot, windowed, type Io, type Loop } from "../src/index.ts";
import { LoopScene, start } from "./loop-scene.ts";

const minute = 60_000;
const replay = { cadenceMs: minute, bootstrapMs: 10 * minute, maxBackfillMs: 90 * minute };
const instruments = { quota: { kind: "counter", unit: "{poll}", doc: "Over quota." } } as const satisfies Instruments;
/** Runs one loop against a vendor that answers `{}`. `aheadMs`: our clock's, of the vendor's. */
async function run(loop: Loop<typeof instruments>, config: object = {}, aheadMs = 0) {
  const scene = new LoopScene([loop], { instruments, config, aheadMs });
  await scene.start();
  const { world, recorded, metrics, logs, checkpoints, asked } = scene;
  const answerWith = (answer: typeof scene.answer): void => void (scene.answer = answer);
  return { world, recorded, metrics, logs: logs[0]!, checkpoints, asked, answerWith };
}

/** A loop of final buckets, a minute each. */
const buckets = (
  collect: Extract<Loop<typeof instruments>, { shape: "bucketed" }>["collect"],
): Loop<typeof instruments> =>
  bucketed({
    ...replay,
    name: "loop",
    bucketMs: minute,
    maxRangeMs: 60 * minute,
    unsettled: false,
    series: [{ name: "x", unit: "s", labels: [] }],
    collect,
  });

type TestIo = Io<typeof instruments>;

describe("io", () => {
  it("skip: saved with the frontier and counted by reason, once the lane passes it", async () => {
    const late = start + 2 * minute;
    const { world, recorded, checkpoints } = await run(
      buckets(async ({ from, to }, io) => {
        io.skip("broken_row", 2, start - minute);
        if (late > from && late <= to) io.skip("broken_row", 5, late);
        io.skip("new_kind", 1);
        return [];
      }),
    );
    await world.advance(1_000);
    expect(checkpoints.record("metrics")!.skipped).toEqual({
      broken_row: { items: 2, ms: 0 },
      new_kind: { items: 1, ms: 0 },
    });
    await world.advance(5 * minute);
    expect(recorded.count("acme.skipped_items{loop=loop,reason=broken_row}")).toBe(7);
    expect(recorded.count("acme.skipped_items{loop=loop,reason=other}")).toBe(recorded.count("acme.polls{loop=loop}"));
  });

  it("skip: a poll that fails has skipped nothing", async () => {
    const { world, recorded } = await run(
      buckets(async (_, io) => {
        io.skip("broken_row", 2);
        throw new Error("x");
      }),
    );
    await world.advance(5 * minute);
    expect(recorded.count("acme.skipped_items{loop=loop,reason=broken_row}")).toBe(0);
  });

  it("report: a part that is unwell while the poll goes on, told when it changes", async () => {
    let isMissing = true;
    const { world, recorded } = await run(
      buckets(async (_, io) => {
        io.report("graph cost", isMissing ? new Error("404") : undefined);
        return [];
      }),
    );
    await world.advance(5 * minute);
    expect(recorded.status("acme", "loop/graph cost")).toMatchObject({ state: "recoverable_error" });
    expect(recorded.status("acme", "loop")).toMatchObject({ state: "ok" });
    isMissing = false;
    await world.advance(5 * minute);
    expect(
      recorded.statuses.filter(({ part, state }) => state !== "starting" && part === "loop/graph cost"),
    ).toHaveLength(2);
    expect(recorded.status("acme", "loop/graph cost")).toMatchObject({ state: "ok" });
  });

  it("instruments: those that the author declared", async () => {
    const { world, recorded } = await run(
      buckets(async (_, io) => {
        io.instruments.quota.record(1);
        return [];
      }),
    );
    await world.advance(1_000);
    expect(recorded.count("acme.quota")).toBe(1);
  });

  it("now: the vendor's clock", async () => {
    const seen: number[] = [];
    const { world } = await run(
      buckets(async (_, io) => {
        seen.push(io.now());
        return [];
      }),
    );
    await world.advance(1_000);
    expect(seen[0]! - start).toBeLessThan(100);
  });

  it("rejects when the poll is over: what collect left running does not reach into the next", async () => {
    const left: TestIo[] = [];
    const { world, asked } = await run(
      buckets(async (_, io) => {
        left.push(io);
        return [];
      }),
    );
    await world.advance(1_000);
    await expect(left[0]!.json({ url: "/late" })).rejects.toMatchObject({ code: "POLLING_ABORTED" });
    expect(asked).toEqual([]);
  });

  it("a collect that does not heed its signal ends at its deadline all the same", async () => {
    const { world, recorded } = await run(buckets(() => new Promise(() => undefined)));
    await world.advance(minute + 1_000);
    expect(recorded.status("acme", "loop")!.error).toMatchObject({ code: "POLLING_DEADLINE" });
    await world.advance(3 * minute);
    expect(recorded.count("acme.polls{loop=loop}")).toBeGreaterThanOrEqual(2);
  });

  it("an answer that is not JSON is asked again, and then fails the poll", async () => {
    const { world, recorded } = await run(
      buckets(async (_, io) => {
        await io.json({ url: "/x" });
        return [];
      }),
    );
    world.route("https://api.acme.example", () => ({ body: "<html>" }));
    await world.advance(minute);
    expect(recorded.status("acme", "loop")!.error).toMatchObject({ code: "SOURCE_UNREADABLE", kind: "retryable" });
  });

  it("read: a body that breaks off is asked for again, and is read from its beginning", async () => {
    const seen: string[] = [];
    let text = "";
    const { world, asked, answerWith } = await run(
      buckets(async (_, io) => {
        text = await io.read({ url: "/x" }, async ({ body }) => {
          let read = "";
          for await (const chunk of body) {
            read += new TextDecoder().decode(chunk);
            seen.push(read);
          }
          return read;
        });
        return [];
      }),
    );
    answerWith(() => ({
      body: [new Uint8Array([0x61]), new Uint8Array([0x62])],
      ...(asked.length < 3 ? { cutAfterBytes: 1 } : {}),
    }));
    await world.advance(30_000);
    expect([text, asked.length]).toEqual(["ab", 3]);
    expect(seen).toEqual(["a", "a", "a", "ab"]);
  });

  it("read: what `use` finds wrong with an answer is not asked for again", async () => {
    const { world, asked, recorded } = await run(
      buckets((_, io) =>
        io.read({ url: "/x" }, () =>
          Promise.reject(new CollectorError("POLLING_BAD_JSON", "x", { kind: "malformed" })),
        ),
      ),
    );
    await world.advance(5 * minute);
    expect(asked).toHaveLength(1);
    expect(recorded.status("acme", "loop")!.error).toMatchObject({ code: "POLLING_BAD_JSON" });
  });

  it.each([
    ["returns", async () => []],
    ["rejects", () => Promise.reject(new TypeError("x"))],
  ])("read: a body that nobody took is let go when `use` %s", async (_, use) => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        pulled += 1;
        yield new Uint8Array(1_024);
      }
    }
    const { world, answerWith, asked } = await run(buckets((_range, io) => io.read({ url: "/x" }, use)));
    answerWith(() => ({ body: endless() }));
    await world.advance(12 * minute);
    expect(pulled).toBeGreaterThanOrEqual(1);
    expect(pulled).toBeLessThan(asked.length + 1);
  });

  it("read: is over when the poll is", async () => {
    const left: TestIo[] = [];
    const { world, asked } = await run(
      buckets(async (_, io) => {
        left.push(io);
        return [];
      }),
    );
    await world.advance(1_000);
    await expect(left[0]!.read({ url: "/late" }, async () => 1)).rejects.toMatchObject({ code: "POLLING_ABORTED" });
    expect(asked).toEqual([]);
  });

  it("request: a body to be read by its author, chunk by chunk", async () => {
    const chunks: number[] = [];
    const { world } = await run(
      buckets(async (_, io) => {
        const response = await io.request({
          url: "https://files.example/x",
          headers: { range: "bytes=0-" },
          accept: [206],
        });
        for await (const chunk of response.body) chunks.push(chunk.length);
        return [];
      }),
    );
    world.route("https://files.example", () => ({ status: 206, body: [new Uint8Array(3), new Uint8Array(4)] }));
    await world.advance(1_000);
    expect(chunks).toEqual([3, 4]);
  });
});

describe("what a loop gives", () => {
  const bad = (change: object) =>
    buckets(async ({ to }) => [{ series: "x", labels: {}, value: 1, bucketEnd: to, ...change }]);

  it.each([
    ["an undeclared series", { series: "y" }, "y is not among the loop's declared series"],
    ["a value that is no number", { value: Number.NaN }, "has the value NaN"],
    ["a bucket off the grid", { bucketEnd: start - 1 }, "is not a multiple of 60000 ms"],
  ])("%s: an answer that makes no sense, said with what is wrong", async (_, change, message) => {
    const { world, recorded, metrics } = await run(bad(change));
    await world.advance(1_000);
    expect(recorded.status("acme", "loop")!.error).toMatchObject({ code: "POLLING_BAD_SAMPLE", kind: "malformed" });
    expect(String(recorded.status("acme", "loop")!.error)).toContain(message);
    expect(metrics.items).toBe(0);
  });

  it("buckets outside the request are left out: an edge may have cut them", async () => {
    const { world, metrics } = await run(
      buckets(async ({ from, to }) =>
        [from, from + minute, to, to + minute].map((bucketEnd) => ({ series: "x", labels: {}, value: 1, bucketEnd })),
      ),
    );
    await world.advance(1_000);
    expect(metrics.points.map(({ at }) => at)).toEqual([start - 9 * minute, start]);
  });

  it("has the unit that the series declares, unless the sample has its own", async () => {
    const { world, metrics } = await run(
      buckets(async ({ to }) => [
        { series: "x", labels: {}, value: 1, bucketEnd: to },
        { series: "x", unit: "ms", labels: {}, value: 1_000, bucketEnd: to },
      ]),
    );
    await world.advance(1_000);
    expect(metrics.points.map(({ unit, value }) => [unit, value])).toEqual([
      ["ms", 1_000],
      ["s", 1],
    ]);
  });

  it("a snapshot is stamped when it is taken, once a bucket, and a failed one is replaced by the next", async () => {
    const { world, metrics } = await run(
      snapshot({
        name: "loop",
        cadenceMs: 20_000,
        bucketMs: minute,
        series: [{ name: "x", unit: "", labels: [] }],
        collect: async ({ at }) => [{ series: "x", labels: {}, value: at, resource: {} }],
      }),
    );
    metrics.failWith(new CollectorError("SINK_DOWN", "down", { kind: "retryable" }), 1);
    await world.advance(10 * minute + 30_000);
    const stamps = metrics.points.map(({ at }) => at);
    expect(stamps).toEqual(Array.from({ length: 11 }, (_, index) => start + index * minute));
    for (const { at, value } of metrics.points) expect([at % minute, value]).toEqual([0, at]);
  });

  it.each([
    ["10 min ahead of the vendor's", 10],
    ["10 min behind", -10],
  ])(
    "our clock is %s: no snapshot is stamped before it is final, and a rare cadence does not keep them away",
    async (_, aheadMinutes) => {
      const stamped: (readonly [number, number])[] = [];
      const scene = await run(
        snapshot({
          name: "loop",
          cadenceMs: 15 * minute,
          bucketMs: minute,
          settleMs: 2 * minute,
          series: [{ name: "x", unit: "", labels: [] }],
          collect: async ({ at }, io) => {
            await io.json({ url: "/now" });
            stamped.push([at, scene?.world.now ?? start]);
            return [{ series: "x", labels: {}, value: 1 }];
          },
        }),
        {},
        aheadMinutes * minute,
      );
      await scene.world.advance(60 * minute);
      const final = new Map(stamped.filter(([at, now]) => at <= now - 2 * minute));
      // The first one is given up where our clock is ahead: it would be stamped before the lane began.
      expect(scene.metrics.points.length).toBeGreaterThanOrEqual(3);
      for (const { at } of scene.metrics.points) expect([at, final.has(at)]).toEqual([at, true]);
    },
  );

  it("records go under the identity, and those with attributes of their own under theirs", async () => {
    const record = (n: number, resource?: Record<string, string>) => ({
      timeUnixNano: BigInt(n),
      attributes: [],
      resource,
    });
    const { world, logs } = await run(
      windowed({
        ...replay,
        name: "loop",
        windowMs: 60 * minute,
        settleMs: minute,
        resource: { "acme.region": "eu" },
        collect: async () => ({ records: [record(3), record(2, { "acme.team": "a" }), record(1)] }),
      }),
      { identity: { service_name: "acme" } },
    );
    await world.advance(1_000);
    const resources = logs.payloads[0]!.decoded().resourceLogs;
    expect(resources.map(({ scopeLogs }) => scopeLogs[0]!.logRecords.length).toSorted((a, b) => a - b)).toEqual([1, 2]);
    expect(logs.records.every(({ observedTimeUnixNano }) => observedTimeUnixNano === BigInt(start) * 1_000_000n)).toBe(
      true,
    );
    const attributes = resources.flatMap(({ resource }) => resource.attributes.map(({ key }) => key));
    expect(new Set(attributes)).toEqual(new Set(["service.name", "acme.region", "acme.team"]));
  });

  it("waits for the next page as long as the author asks", async () => {
    const asked: number[] = [];
    const { world } = await run(
      windowed({
        ...replay,
        name: "loop",
        windowMs: 60 * minute,
        settleMs: minute,
        collect: async ({ cursor }, io) => {
          asked.push(io.now() - start);
          return { records: [], cursor: "job", waitMs: cursor === undefined ? 5_000 : 7_000 };
        },
      }),
    );
    await world.advance(20_000);
    expect(asked.map((at) => Math.round(at / 1_000))).toEqual([0, 5, 12, 19]);
  });
});
