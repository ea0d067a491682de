import { durableStorage, provide, type ClientInfo, type DurableStorage } from "@genai-collector/component";
import { createHost, MemoryDurableStorage, VirtualRuntime } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import {
  delivered,
  exporterIn,
  failure,
  GatedSink,
  logsOf,
  poll,
  setQueue,
  type QueueStageOptions,
} from "../../test/queue-stage.ts";
import { bodiesOf, rejection } from "../../test/scripted-sender.ts";

const busy = failure("EXPORT_UNAVAILABLE", "retryable");
const name = "exporter x logs";
const soon = (): AbortSignal => new AbortController().signal;

/** An exporter whose queue is on a disk of its own, started. */
async function setDurable(script: Parameters<typeof setQueue>[0] = [undefined], options: QueueStageOptions = {}) {
  const storage = new MemoryDurableStorage();
  const stage = setQueue(script, { ...options, storage });
  await stage.start();
  /** The process is killed; another begins, with a sink of its own. */
  const restart = async (next: Parameters<typeof setQueue>[0] = [undefined], more: QueueStageOptions = {}) => {
    stage.runtime.kill();
    storage.crash();
    const runtime = new VirtualRuntime(stage.world, { tracing: true });
    const exporter = exporterIn(runtime, next, { storage, ...options, ...more });
    await exporter.start();
    return { runtime, ...exporter };
  };
  return { ...stage, storage, restart };
}

it("opens the log of its worker among those that run the exporter", async () => {
  const opened: unknown[] = [];
  const storage = new MemoryDurableStorage();
  const watched: DurableStorage = {
    open: (...given) => {
      opened.push(given);
      return storage.open(given[0]);
    },
  };
  const worker = { index: 1, count: 3 };
  await setQueue([undefined], { worker, storage: { provided: [provide(durableStorage, watched)] } }).start();
  expect(opened).toContainEqual([name, worker]);
});

describe("what is taken", () => {
  it.each(["accepted", "delivered"] as const)("is on disk when who asks for %s is answered", async (acknowledge) => {
    const { world, storage, consume, counted } = await setDurable(new GatedSink().answer);
    expect(await world.until(consume(logsOf(["a"]), { acknowledge }), 1)).toBe("taken");
    expect(storage.positions(name)).toHaveLength(1);
    expect(counted).toMatchObject({ totals: { enqueued: 1, sent: 0 } });
  });

  it("is removed when the sink has taken it", async () => {
    const { world, memory, storage, consume, counted, bodies } = await setDurable();
    await consume(logsOf(["a"], ["b"]));
    await consume(logsOf(["c"]), { coverage: poll(1) });
    await world.advance(0);
    expect(bodies()).toEqual([["a", "b"], ["c"]]);
    expect([storage.size, memory.heldBytes, counted.queueOf("logs")]).toEqual([0, 0, { size: 0, capacity: 1_000 }]);
    expect(counted.totals).toEqual({ enqueued: 3, sent: 3, failed: 0, enqueueFailed: 0 });
  });

  it("a full disk refuses, and nothing of it stays", async () => {
    const { world, storage, consume, counted } = await setDurable(new GatedSink().answer);
    storage.limit = 10;
    expect(await consume(logsOf(["a"]))).toMatchObject({ code: "STORAGE_FULL", kind: "refused" });
    expect(counted.totals).toMatchObject({ enqueueFailed: 1, enqueued: 0 });
    expect(counted.queueOf("logs")!.size).toBe(0);
    storage.limit = Infinity;
    expect(await world.until(consume(logsOf(["a"])), 1)).toBe("taken");
  });

  it("80: a full queue refuses", async () => {
    const { consume, counted } = await setDurable(new GatedSink().answer, { queue: { queue_size: 1 } });
    await consume(logsOf(["a"]));
    expect(await consume(logsOf(["b"]), { coverage: poll(1) })).toMatchObject({ code: "EXPORT_QUEUE_FULL" });
    expect(counted.totals).toMatchObject({ enqueued: 1, enqueueFailed: 1 });
  });

  it("nothing is, before the start and after the end", async () => {
    const stage = setQueue([undefined], { storage: new MemoryDurableStorage() });
    const closed = { code: "EXPORT_QUEUE_CLOSED", kind: "refused" };
    expect(await stage.consume(logsOf(["a"]))).toMatchObject(closed);
    await stage.start();
    await stage.pipeline.shutdown(soon());
    expect(await stage.consume(logsOf(["a"]))).toMatchObject(closed);
    await stage.pipeline.shutdown(soon());
  });
});

describe("after a restart", () => {
  it("87: killed with 3 in flight and 5 waiting, all 8 are delivered, in their order", async () => {
    const { world, consume, transport, restart } = await setDurable(new GatedSink().answer, {
      queue: { num_consumers: 3 },
    });
    for (const body of "abcdefgh") await consume(logsOf([body]));
    await world.advance(1_000);
    expect(transport.requests).toHaveLength(3);
    const next = await restart();
    expect(next.counted.queueOf("logs")!.size).toBe(8);
    await world.advance(0);
    expect(next.bodies().flat().join("")).toBe("abcdefgh");
    expect(next.counted.totals).toEqual({ enqueued: 0, sent: 8, failed: 0, enqueueFailed: 0 });
    expect([next.memory.heldBytes, next.counted.queueOf("logs")!.size]).toEqual([0, 0]);
  });

  it("requests are what they were: ranges, who sent them, what they stand for, the kept metadata; no secrets", async () => {
    const tenant = ["t1"];
    const client: ClientInfo = {
      address: "10.0.0.1:5",
      transport: "http",
      metadata: new Map([
        ["x-tenant", tenant],
        ["authorization", ["Bearer hunter2"]],
      ]),
      auth: new Map([["subject", "hunter3"]]),
    };
    const queue = { batch: { partition: { metadata_keys: ["X-Tenant"] } } };
    const { world, storage, consume, restart } = await setDurable(new GatedSink().answer, { queue });
    const other: ClientInfo = { address: "10.0.0.2:5", metadata: new Map() };
    const [one, two, three, four] = logsOf(["a"], ["b"], ["c"], ["d"]).encoded();
    const pushed = logsOf().withRanges([{ ...one!, client }, { ...two!, client }, { ...three!, client: other }, four!]);
    await consume(pushed, { client });
    await consume(logsOf(["p"]), { ...delivered, coverage: { ...poll(3), bucketMs: 60_000 } });
    expect(dump(storage)).toHaveLength(2);
    expect(dump(storage).join()).not.toMatch(/hunter/);
    const next = await restart();
    await world.advance(200);
    const [polled, merged] = next.transport.requests;
    expect(polled!.coverage).toEqual({ ...poll(3), bucketMs: 60_000 });
    expect(bodiesOf(merged!)).toEqual(["a", "b", "c", "d"]);
    expect(merged!.client).toEqual({
      address: "10.0.0.1:5",
      transport: "http",
      metadata: new Map([["x-tenant", tenant]]),
    });
    const addresses = merged!.payload.encoded().map((range) => [range.client?.address, range.client?.transport]);
    expect(addresses).toEqual([
      ["10.0.0.1:5", "http"],
      ["10.0.0.1:5", "http"],
      ["10.0.0.2:5", undefined],
      [undefined, undefined],
    ]);
  });

  it("a queue_size below what is there is legal: nothing new until there is room", async () => {
    const { world, consume, restart } = await setDurable(new GatedSink().answer);
    for (const body of "abcd") await consume(logsOf([body]));
    const sink = new GatedSink();
    const next = await restart(sink.answer, { queue: { queue_size: 2 } });
    await world.advance(0);
    expect(next.counted.queueOf("logs")).toEqual({ size: 4, capacity: 2 });
    expect(await next.consume(logsOf(["e"]))).toMatchObject({ code: "EXPORT_QUEUE_FULL" });
    for (const n of [0, 1, 2]) sink.open(n);
    await world.advance(0);
    expect(await next.consume(logsOf(["e"]))).toBe("taken");
  });

  it("only so much is read into memory as finds a consumer soon", async () => {
    const { world, memory, consume, restart } = await setDurable(new GatedSink().answer);
    await consume(logsOf(["a"]));
    const one = memory.heldBytes;
    for (let n = 1; n < 100; n++) await consume(logsOf(["a"]));
    const next = await restart(new GatedSink().answer, { queue: { num_consumers: 2 } });
    await world.advance(1_000);
    expect(next.transport.requests).toHaveLength(2);
    expect(next.memory.heldBytes).toBeLessThan(3 * (one + 100));
    expect(next.counted.queueOf("logs")!.size).toBe(100);
  });

  it("88: a corrupt record is skipped, counted and told; the others are delivered", async () => {
    const { world, storage, consume, restart } = await setDurable(new GatedSink().answer);
    for (const body of "abc") await consume(logsOf([body]));
    await consume(logsOf(["p", "q"]), { coverage: poll(1) });
    await consume(logsOf(["r"]), { coverage: poll(2) });
    const positions = storage.positions(name);
    storage.corrupt(name, positions[1]!);
    storage.corrupt(name, positions[3]!);
    storage.put(name, Uint8Array.from([1, 2, 3]));
    storage.damage(name, { records: 2, bytes: 100 });
    const next = await restart();
    await world.advance(0);
    expect(next.bodies().flat().toSorted()).toEqual(["a", "c", "r"]);
    expect(next.counted.totals).toMatchObject({ sent: 3, failed: 3 });
    expect(next.recorded.count("x.queue_lost_records")).toBe(5);
    expect(next.recorded.logs.filter(({ level }) => level === "error")).toHaveLength(4);
    expect([storage.size, next.counted.queueOf("logs")!.size, next.memory.heldBytes]).toEqual([0, 0, 0]);
  });

  it("what a later version wrote is left alone: a start error that says what to do", async () => {
    const storage = new MemoryDurableStorage();
    storage.put(name, new TextEncoder().encode('{"v":2,"s":"logs"}'));
    const stage = setQueue([undefined], { storage });
    await expect(stage.start()).rejects.toMatchObject({
      code: "EXPORT_QUEUE_NEWER",
      kind: "misconfigured",
      message:
        "record 1 of the queue of x, logs, was written by a later version: " +
        "run that version until the queue is empty, or move the storage away",
    });
    expect(storage.size).toBe(1);
    for (const signal of ["traces", "metrics", "logs"]) await (await storage.open(`exporter x ${signal}`)).close();
  });

  it("89: a storage that is not there is a start error", async () => {
    const { pipeline } = setQueue([undefined], { storage: new MemoryDurableStorage() });
    await expect(pipeline.start(createHost())).rejects.toThrow("no extension disk");
  });

  it("89: an extension that is no storage is a start error", async () => {
    const { pipeline } = setQueue([undefined], { storage: new MemoryDurableStorage() });
    await expect(pipeline.start(createHost({ disk: [] }))).rejects.toThrow(durableStorage.key);
  });
});

describe("pushed data", () => {
  it("78: is dropped when its budget is spent: counted once, removed", async () => {
    const { world, storage, consume, counted, recorded } = await setDurable([busy], {
      retry: { max_elapsed_time: "20s" },
    });
    await consume(logsOf(["a", "b"]));
    await world.advance(60_000);
    expect(counted.totals).toMatchObject({ sent: 0, failed: 2 });
    expect(recorded.logs.find(({ level }) => level === "error")).toMatchObject({
      message: "Exporting failed. Dropping data.",
      data: { dropped_items: 2 },
    });
    expect(storage.size).toBe(0);
  });

  it("is merged on the way out; all records are removed when the merged request is over", async () => {
    const sink = new GatedSink();
    const { world, storage, consume, bodies, counted } = await setDurable(sink.answer, {
      queue: { batch: { min_size: 3 } },
    });
    for (const body of "abc") await consume(logsOf([body]));
    await world.advance(0);
    expect([bodies(), storage.size, counted.queueOf("logs")!.size]).toEqual([[["a", "b", "c"]], 3, 3]);
    sink.open(0);
    await world.advance(0);
    expect([storage.size, counted.queueOf("logs")!.size]).toEqual([0, 0]);
  });

  it("a record in two batches is removed when both are over", async () => {
    const sink = new GatedSink();
    const { world, storage, consume, bodies } = await setDurable(sink.answer, {
      queue: { batch: { min_size: 2, max_size: 2 } },
    });
    await consume(logsOf(["a", "b", "c", "d"]));
    await world.advance(0);
    expect(bodies()).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    sink.open(0);
    await world.advance(0);
    expect(storage.size).toBe(1);
    sink.open(1);
    await world.advance(0);
    expect(storage.size).toBe(0);
  });

  it("a merged request that cannot be read is taken apart by sender, over a restart too", async () => {
    const { world, consume, restart } = await setDurable(new GatedSink().answer);
    const good: ClientInfo = { address: "good:1", metadata: new Map() };
    const bad: ClientInfo = { address: "bad:1", metadata: new Map() };
    const [sound] = logsOf(["a"]).encoded();
    // A log record whose body is a text that is no UTF-8: lengths add up, the inside does not.
    const broken = logsOf(["xx"]).encoded()[0]!.bytes.slice();
    broken.fill(0xff, broken.lastIndexOf(0x78) - 1);
    await consume(
      logsOf().withRanges([
        { ...sound!, client: good },
        { bytes: broken, client: bad },
      ]),
    );
    const malformed = failure("EXPORT_MALFORMED", "malformed");
    const next = await restart(({ payload }) => (payload.items > 1 ? malformed : undefined));
    await world.advance(0);
    expect(next.bodies().at(-1)).toEqual(["a"]);
    expect(next.recorded.logs.find(({ data }) => data.clients)).toMatchObject({ data: { clients: ["bad:1"] } });
    expect(next.recorded.count("x.rejected_items{reason=malformed}")).toBe(1);
    expect(next.counted.totals).toMatchObject({ sent: 1, failed: 1 });
  });
});

describe("polled data", () => {
  it.each([
    ["retryable", busy, "recoverable_error"],
    ["malformed", failure("EXPORT_MALFORMED", "malformed"), "permanent_error"],
    ["misconfigured", failure("EXPORT_UNAUTHORIZED", "misconfigured"), "permanent_error"],
    ["bug", new TypeError("x"), "permanent_error"],
  ])("that meets %s stays at the head of its lane, whatever max_elapsed_time says; others pass", async (...given) => {
    const [reason, error, state] = given;
    let isDown = true;
    const retry = { initial_interval: "1s", max_elapsed_time: "10s" };
    const { world, storage, consume, bodies, counted, recorded, runtime } = await setDurable(
      (request) => (isDown && bodiesOf(request)[0]!.startsWith("x") ? error : undefined),
      { retry, queue: { num_consumers: 1 } },
    );
    for (const n of [1, 2]) await consume(logsOf([`x${n}`]), { coverage: poll(n, "x") });
    await consume(logsOf(["y1"]), { coverage: poll(1, "y") });
    await consume(logsOf(["pushed"]));
    await world.advance(3_600_000);
    expect(new Set(bodies().flat())).toEqual(new Set(["x1", "y1", "pushed"]));
    expect([storage.size, counted.queueOf("logs")!.size]).toEqual([2, 2]);
    expect(counted).toMatchObject({ totals: { sent: 2, failed: 0 }, inFlightNow: 0 });
    expect(recorded.count(`x.queue_held_requests{reason=${reason}}`)).toBeGreaterThan(5);
    expect(recorded.status("x", "queue logs r x")).toMatchObject({ state, error });
    isDown = false;
    await world.advance(600_000);
    expect(bodies().flat().slice(-2)).toEqual(["x1", "x2"]);
    expect([storage.size, runtime.leaks()]).toEqual([0, []]);
    expect(recorded.status("x", "queue logs r x")).toMatchObject({ state: "ok" });
  });

  it("is over when the sink says that it will never take it, counted by reason", async () => {
    const { world, storage, consume, counted, recorded } = await setDurable(({ payload }) =>
      rejection("EXPORT_REJECTED_ITEMS", payload, "too_old"),
    );
    await consume(logsOf(["a", "b"]), { coverage: poll(1) });
    await world.advance(0);
    expect([storage.size, counted.totals.failed]).toEqual([0, 2]);
    expect(recorded.count("x.rejected_items{reason=too_old}")).toBe(2);
  });

  it("what was taken of a request that is held is not sent again, nor is what was refused for good", async () => {
    const { world, consume, bodies, counted, memory } = await setDurable((request, number) => {
      const [first] = bodiesOf(request);
      if (request.payload.items > 1) return rejection("EXPORT_TOO_LARGE", request.payload, "payload_too_large");
      if (first === "a") return rejection("OLD", request.payload, "too_old");
      return first === "c" && number < 8 ? failure("NO", "misconfigured") : undefined;
    }, {});
    await consume(logsOf(["a"], ["b"], ["c"], ["d"]), { coverage: poll(1) });
    await world.advance(3_600_000);
    expect(bodies().filter((each) => each[0] === "a" && each.length === 1)).toHaveLength(1);
    expect(bodies().filter((each) => each[0] === "b")).toHaveLength(1);
    expect(bodies().at(-1)).toEqual(["d"]);
    expect([counted.totals, memory.heldBytes]).toEqual([{ enqueued: 4, sent: 3, failed: 1, enqueueFailed: 0 }, 0]);
  });
});

describe("the end", () => {
  it("consumers stop taking work; what is under way may end; what was interrupted stays on disk", async () => {
    const sink = new GatedSink();
    const { world, runtime, storage, consume, pipeline, bodies, counted, memory, restart } = await setDurable(
      sink.answer,
      {
        queue: { num_consumers: 2, batch: { min_size: 1, flush_timeout: "1s" } },
      },
    );
    for (const body of "abcd") await consume(logsOf([body]));
    await consume(logsOf(["p1"]), { coverage: poll(1) });
    await world.advance(0);
    const deadline = new AbortController();
    const over = pipeline.shutdown(deadline.signal);
    sink.open(0);
    await world.advance(1_000);
    expect(bodies()).toEqual([["a"], ["b"]]);
    deadline.abort(new Error("over"));
    await world.until(over, 1);
    expect([storage.size, memory.heldBytes, runtime.leaks()]).toEqual([4, 0, []]);
    expect(counted).toMatchObject({ totals: { sent: 1, failed: 0 }, inFlightNow: 0 });
    const next = await restart([undefined], { queue: {} });
    await world.advance(0);
    expect(next.bodies().flat().toSorted()).toEqual(["b", "c", "d", "p1"]);
  });

  it("the collector's lifetime may end before it: what that breaks off stays on disk, too", async () => {
    const lifetime = new AbortController();
    const { world, runtime, storage, consume, pipeline, counted, recorded, memory } = await setDurable(
      new GatedSink().answer,
      { lifetime: lifetime.signal, queue: { num_consumers: 2 } },
    );
    for (const body of "abc") await consume(logsOf([body]));
    await consume(logsOf(["p1"]), { coverage: poll(1) });
    await world.advance(1_000);
    lifetime.abort(new Error("the collector stops"));
    await world.advance(1_000);
    await world.until(pipeline.shutdown(AbortSignal.abort()), 1);
    expect([storage.size, memory.heldBytes, runtime.leaks()]).toEqual([4, 0, []]);
    expect(counted.totals).toMatchObject({ sent: 0, failed: 0 });
    expect(recorded.logs).toEqual([]);
  });

  it("waits to try again are over, and nothing of it is dropped", async () => {
    const { world, runtime, storage, consume, pipeline, counted, recorded, memory } = await setDurable([busy], {
      retry: { max_elapsed_time: "10s" },
    });
    await consume(logsOf(["p1"]), { coverage: poll(1) });
    await world.advance(20_000);
    await consume(logsOf(["a"]));
    await consume(logsOf(["q1"]), { coverage: poll(1, "q") });
    await world.advance(1_000);
    await world.until(pipeline.shutdown(soon()), 1);
    expect([storage.size, memory.heldBytes, runtime.leaks()]).toEqual([3, 0, []]);
    expect(counted.totals).toMatchObject({ failed: 0 });
    expect(recorded.logs.filter(({ message }) => message.includes("Dropping"))).toEqual([]);
  });

  it("a disk that cannot be read now is read later", async () => {
    const { world, storage, consume, restart } = await setDurable(new GatedSink().answer);
    await consume(logsOf(["a"]));
    await consume(logsOf(["p"]), { coverage: poll(1) });
    const next = await restart([undefined], { storage: failingReads(storage, 3) });
    await world.advance(0);
    expect(next.bodies()).toEqual([]);
    await world.advance(300_000);
    expect(next.bodies().flat().toSorted()).toEqual(["a", "p"]);
  });
});

/** The same storage, whose first reads fail. */
function failingReads(storage: MemoryDurableStorage, failures: number): MemoryDurableStorage {
  const open = storage.open.bind(storage);
  let left = failures;
  storage.open = async (wanted) => {
    const log = await open(wanted);
    const read = log.read.bind(log);
    log.read = (position) => (left-- > 0 ? Promise.reject(failure("STORAGE_NOT_READ", "retryable")) : read(position));
    return log;
  };
  return storage;
}

/** Everything that is on disk, as text. */
function dump(storage: MemoryDurableStorage): readonly string[] {
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return storage.contents(name).map(({ head, body }) => text(head) + text(body));
}
