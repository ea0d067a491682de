import { describe, expect, it } from "vitest";
import { delivered, failure, GatedSink, logsOf, poll, setQueue } from "../../test/queue-stage.ts";
import { rejection } from "../../test/scripted-sender.ts";

const busy = failure("EXPORT_UNAVAILABLE", "retryable");

describe("who is answered when", () => {
  it("77: who asks for acceptance at once, though the sink is away: the queue grows", async () => {
    const { world, consume, counted, memory } = setQueue([busy]);
    for (let i = 0; i < 12; i++) expect(await consume(logsOf(["a"]))).toBe("taken");
    await world.advance(1_000);
    expect(counted.queueOf("logs")).toEqual({ size: 12, capacity: 1_000 });
    expect(counted).toMatchObject({ inFlightNow: 10, totals: { enqueued: 12, sent: 0, failed: 0 } });
    expect(memory.heldBytes).toBeGreaterThan(0);
  });

  it("83: who waits for the result gets the export error, with wait_for_result or `delivered`", async () => {
    const refused = failure("EXPORT_UNAUTHORIZED", "misconfigured");
    for (const [queue, context] of [
      [{ wait_for_result: true }, {}],
      [{}, delivered],
      [{}, { ...delivered, coverage: poll(1) }],
    ] as const) {
      const { consume, counted } = setQueue([refused], { queue });
      expect(await consume(logsOf(["a"]), context)).toBe(refused);
      expect(counted).toMatchObject({ totals: { sent: 0, failed: 1 }, errors: [refused], inFlightNow: 0 });
      expect(counted.queueOf("logs")!.size).toBe(0);
    }
  });

  it("what cannot even be counted is told, not thrown", async () => {
    const { consume } = setQueue();
    const broken = logsOf().withRanges([{ bytes: Uint8Array.from([10, 3, 18, 9, 0]) }]);
    expect(await consume(broken)).toMatchObject({ code: "PDATA_MALFORMED" });
  });

  it("zero-item requests vanish with success", async () => {
    const { consume, transport, counted } = setQueue([busy]);
    expect(await consume(logsOf())).toBe("taken");
    expect([transport.requests, counted.totals.enqueued]).toEqual([[], 0]);
  });
});

describe("a full queue", () => {
  const four = logsOf(["a", "b", "c", "d"]);

  it("80: refuses: `sending queue is full`, counted once as enqueue_failed", async () => {
    const { consume, counted } = setQueue(new GatedSink().answer, { queue: { queue_size: 2 } });
    for (const body of ["a", "b"]) await consume(logsOf([body]));
    expect(await consume(logsOf(["c", "d", "e"]))).toMatchObject({
      code: "EXPORT_QUEUE_FULL",
      kind: "refused",
      message: "sending queue is full",
    });
    expect(counted.totals).toEqual({ sent: 0, failed: 0, enqueueFailed: 3, enqueued: 2 });
  });

  it("80: with block_on_overflow the caller waits until there is room, in order", async () => {
    const sink = new GatedSink();
    const queue = { queue_size: 1, block_on_overflow: true };
    const { world, consume, bodies, counted } = setQueue(sink.answer, { queue });
    await consume(logsOf(["a"]));
    const waiting = ["b", "c"].map((body) => consume(logsOf([body])));
    await world.advance(1_000);
    expect(bodies()).toEqual([["a"]]);
    sink.open(0);
    expect(await world.until(waiting[0]!, 1)).toBe("taken");
    expect(bodies()).toEqual([["a"], ["b"]]);
    sink.open(1);
    expect(await world.until(waiting[1]!, 1)).toBe("taken");
    expect(counted.totals).toMatchObject({ enqueued: 3, enqueueFailed: 0 });
  });

  it("80: or leaves", async () => {
    const queue = { queue_size: 1, block_on_overflow: true };
    const { world, runtime, consume, counted } = setQueue(new GatedSink().answer, { queue });
    await consume(logsOf(["a"]));
    const sender = new AbortController();
    const waiting = consume(logsOf(["b"]), { signal: sender.signal });
    await world.advance(1_000);
    sender.abort(new Error("gone"));
    expect(await world.until(waiting, 1)).toMatchObject({ code: "EXPORT_ABORTED", kind: "retryable" });
    expect(counted.totals).toMatchObject({ enqueued: 1, enqueueFailed: 1 });
    expect(runtime.leaks()).toHaveLength(1); // the timeout of the request under way
  });

  it.each([
    ["items", 3, "element size too large: 4 items, and queue_size is 3"],
    ["bytes", 20, `element size too large: ${four.bytes} bytes, and queue_size is 20`],
  ])(
    "81: with the sizer %s, a request that is larger than the queue is refused",
    async (sizer, queue_size, message) => {
      const { consume, counted, transport } = setQueue([undefined], {
        queue: { sizer, queue_size, block_on_overflow: true },
      });
      expect(await consume(four.fork())).toMatchObject({ code: "EXPORT_QUEUE_TOO_SMALL", message });
      expect([counted.totals.enqueueFailed, transport.requests]).toEqual([4, []]);
    },
  );

  it.each([
    ["bytes", { index: 1, count: 4 }, 250],
    ["bytes", { index: 0, count: 1 }, 1_000],
    ["items", { index: 1, count: 4 }, 1_000],
    ["requests", { index: 1, count: 4 }, 1_000],
  ])("of 1,000 %s, %j has room for %i", (sizer, worker, capacity) => {
    const { counted } = setQueue([undefined], { queue: { sizer, queue_size: 1_000 }, worker });
    expect(counted.queueOf("logs")).toMatchObject({ capacity });
  });

  it("82: what is being sent is still counted, until it is over", async () => {
    const sink = new GatedSink();
    const { world, consume, counted } = setQueue(sink.answer, { queue: { sizer: "items", queue_size: 10 } });
    await consume(logsOf(["a", "b"]));
    await consume(logsOf(["c", "d", "e"]));
    expect(counted.queueOf("logs")).toEqual({ size: 5, capacity: 10 });
    sink.open(0);
    await world.advance(0);
    expect(counted.queueOf("logs")!.size).toBe(3);
    sink.open(1);
    await world.advance(0);
    expect(counted.queueOf("logs")!.size).toBe(0);
  });

  it.each([
    ["requests", 2],
    ["items", 5],
    ["bytes", logsOf(["a", "b"]).bytes + logsOf(["c", "d", "e"]).bytes],
  ])("82: counted in %s: %i", async (sizer, size) => {
    const { world, consume, counted } = setQueue(() => world.wait(10), { queue: { sizer, num_consumers: 1 } });
    await consume(logsOf(["a", "b"]));
    await consume(logsOf(["c", "d", "e"]));
    expect(counted.queueOf("logs")!.size).toBe(size);
    await world.advance(20);
    expect(counted.queueOf("logs")!.size).toBe(0);
  });
});

describe("consumers", () => {
  it("send so many requests at the same time, the others in order", async () => {
    const sink = new GatedSink();
    const { world, consume, bodies } = setQueue(sink.answer, { queue: { num_consumers: 2 } });
    for (const body of ["a", "b", "c", "d"]) await consume(logsOf([body]));
    await world.advance(1_000);
    expect(bodies()).toEqual([["a"], ["b"]]);
    sink.open(1);
    await world.advance(0);
    expect(bodies()).toEqual([["a"], ["b"], ["c"]]);
  });

  it("a waiting request leaves with its sender, and is never sent", async () => {
    const sink = new GatedSink();
    const { world, memory, consume, bodies, counted } = setQueue(sink.answer, { queue: { num_consumers: 1 } });
    for (const context of [delivered, { ...delivered, coverage: poll(1) }]) {
      const [first, second] = [new AbortController(), new AbortController()];
      const before = bodies().length;
      const sending = consume(logsOf(["a"]), { ...context, signal: first.signal });
      const waiting = consume(logsOf(["b"]), { ...context, signal: second.signal });
      second.abort(new Error("gone"));
      expect(await world.until(waiting, 1)).toMatchObject({ code: "EXPORT_ABORTED", kind: "retryable" });
      first.abort(new Error("gone"));
      expect(await world.until(sending, 1)).toMatchObject({ code: "EXPORT_ABORTED" });
      expect(bodies().slice(before)).toEqual([["a"]]);
      await world.advance(0);
      expect([memory.heldBytes, counted.queueOf("logs")!.size, counted.inFlightNow]).toEqual([0, 0, 0]);
    }
    expect(counted.totals).toMatchObject({ enqueued: 4, sent: 0, failed: 4 });
  });
});

describe("polled data", () => {
  it("of one lane stays in order, whatever the number of consumers; lanes do not wait for one another", async () => {
    const sink = new GatedSink();
    const { world, consume, bodies } = setQueue(sink.answer);
    for (const n of [1, 2, 3]) void consume(logsOf([`x${n}`]), { coverage: poll(n, "x") });
    void consume(logsOf(["y1"]), { coverage: poll(1, "y") });
    await world.advance(0);
    expect(bodies()).toEqual([["x1"], ["y1"]]);
    sink.open(0);
    await world.advance(0);
    expect(bodies()).toEqual([["x1"], ["y1"], ["x2"]]);
  });

  it("is neither merged nor delayed by the batch; where it is too large it is sent in parts, one after the other", async () => {
    const queue = { batch: { min_size: 2, max_size: 2 } };
    const { world, consume, bodies } = setQueue(() => world.wait(10), { queue });
    void consume(logsOf(["pushed"]));
    void consume(logsOf(["a"], ["b"], ["c"]), { ...delivered, coverage: poll(1) });
    await world.advance(15);
    expect(bodies()).toEqual([["a", "b"], ["c"]]);
    await world.advance(200);
    expect(bodies()).toEqual([["a", "b"], ["c"], ["pushed"]]);
  });

  it("behind a part that is held nothing is sent, and the sender is told", async () => {
    const queue = { batch: { min_size: 1, max_size: 1 } };
    const { consume, bodies, counted } = setQueue(
      ({ payload }, number) =>
        [rejection("OLD", payload, "too_old"), undefined, failure("NO", "misconfigured")][number - 1],
      { queue },
    );
    const outcome = consume(logsOf(["a"], ["b"], ["c"], ["d"]), { ...delivered, coverage: poll(1) });
    expect(await outcome).toMatchObject({ kind: "misconfigured", rejected: [{ items: 1, reason: "too_old" }] });
    expect(bodies()).toEqual([["a"], ["b"], ["c"]]);
    expect(counted.totals).toMatchObject({ sent: 1, failed: 3 });
  });
});

describe("the batch", () => {
  it("84: merges, in 200 ms or when there is enough, and cuts at max_size", async () => {
    const queue = { batch: { min_size: 3, max_size: 3 } };
    const { world, consume, bodies, counted } = setQueue([undefined], { queue });
    await consume(logsOf(["a", "b"]));
    await consume(logsOf(["c", "d"]));
    await world.advance(0);
    expect(bodies()).toEqual([["a", "b", "c"]]);
    await world.advance(200);
    expect(bodies()).toEqual([["a", "b", "c"], ["d"]]);
    expect(counted.batches.map(([items]) => items)).toEqual([3, 1]);
    expect(counted.queueOf("logs")!.size).toBe(0);
  });

  it("84: of `batch: {}` is sent at 8192 items, or after 200 ms", async () => {
    const { world, consume, counted } = setQueue([undefined], { queue: { batch: {} } });
    const sizes = (): readonly number[] => counted.batches.map(([items]) => items);
    const most = Array.from({ length: 8_191 }, (_, i) => `${i}`);
    await consume(logsOf(most));
    await world.advance(199);
    expect(sizes()).toEqual([]);
    await consume(logsOf(["last"]));
    expect(sizes()).toEqual([8_192]);
    await consume(logsOf(most));
    await world.advance(199);
    expect(sizes()).toEqual([8_192]);
    await world.advance(1);
    expect(sizes()).toEqual([8_192, 8_191]);
  });

  it("84: at most 10,000 partitions are collected at once; then the oldest is sent", async () => {
    const queue = { queue_size: 20_000, batch: { partition: { metadata_keys: ["tenant"] } } };
    const { consume, bodies } = setQueue([undefined], { queue });
    const of = (tenant: string) => ({ client: { address: "", metadata: new Map([["tenant", [tenant]]]) } });
    for (let i = 0; i < 10_000; i++) await consume(logsOf([`${i}`]), of(`${i}`));
    expect(bodies()).toEqual([]);
    await consume(logsOf(["more"]), of("more"));
    expect(bodies()).toEqual([["0"]]);
  });

  it("84: partition keys make separate batches that keep the metadata, for the transport too", async () => {
    const queue = { batch: { partition: { metadata_keys: ["X-Tenant"] } } };
    const { world, consume, bodies, transport } = setQueue([undefined], { queue });
    const of = (tenant: string, address: string) => ({
      client: { address, metadata: new Map([["x-tenant", [tenant]]]) },
    });
    await consume(logsOf(["a"]), of("1", "p"));
    await consume(logsOf(["b"]), of("2", "q"));
    await consume(logsOf(["c"]), of("1", "r"));
    await world.advance(200);
    expect(bodies()).toEqual([["a", "c"], ["b"]]);
    expect(transport.requests.map(({ client }) => client?.metadata.get("x-tenant"))).toEqual([["1"], ["2"]]);
  });

  it("room is taken until the batch is over that carried it", async () => {
    const sink = new GatedSink();
    const queue = { queue_size: 2, batch: { min_size: 2 } };
    const { world, consume, counted } = setQueue(sink.answer, { queue });
    await consume(logsOf(["a"]));
    await consume(logsOf(["b"]));
    await world.advance(0);
    expect(await consume(logsOf(["c"]))).toMatchObject({ code: "EXPORT_QUEUE_FULL" });
    sink.open(0);
    await world.advance(0);
    expect(await consume(logsOf(["c"]))).toBe("taken");
    expect(counted.totals).toMatchObject({ sent: 2, enqueueFailed: 1 });
  });
});

describe("what is counted and told", () => {
  it("78: max_elapsed_time exceeded: dropped, send_failed +N exactly once", async () => {
    const { world, consume, counted, recorded, memory } = setQueue([busy], { retry: { max_elapsed_time: "20s" } });
    await consume(logsOf(["a", "b"]));
    await world.advance(60_000);
    expect(counted).toMatchObject({ totals: { sent: 0, failed: 2 }, inFlightNow: 0 });
    expect(counted.queueOf("logs")!.size).toBe(0);
    expect(recorded.logs.filter(({ level }) => level === "error")).toMatchObject([
      { message: "Exporting failed. Dropping data.", data: { dropped_items: 2, err: busy } },
    ]);
    expect(memory.heldBytes).toBe(0);
  });

  it("74: a sink that asks for time gets it; what it refuses is dropped at once", async () => {
    const answers = [failure("EXPORT_UNAVAILABLE", "retryable", 9_000), failure("EXPORT_REFUSED", "misconfigured")];
    const { world, consume, counted, transport } = setQueue(answers);
    await consume(logsOf(["a"]));
    await world.advance(8_999);
    expect(transport.requests).toHaveLength(1);
    await world.advance(1);
    expect(transport.requests).toHaveLength(2);
    expect(counted.totals).toMatchObject({ sent: 0, failed: 1 });
    await world.advance(600_000);
    expect(transport.requests).toHaveLength(2);
  });

  it("who waits is told instead: nothing is dropped", async () => {
    const { world, consume, recorded } = setQueue([busy], { retry: { enabled: false } });
    expect(await world.until(consume(logsOf(["a"]), delivered))).toBe(busy);
    expect(recorded.logs).toMatchObject([
      {
        message:
          "Exporting failed. Rejecting data. Try enabling retry_on_failure config option to retry on retryable errors.",
        data: { rejected_items: 1 },
      },
    ]);
  });

  it("of a merged request with both, each is said", async () => {
    const queue = { batch: { min_size: 3 } };
    const { world, consume, recorded } = setQueue([failure("NO", "misconfigured")], { queue });
    await consume(logsOf(["a", "b"]));
    await world.until(consume(logsOf(["c"]), delivered));
    expect(recorded.logs[0]).toMatchObject({ data: { dropped_items: 2, rejected_items: 1 } });
  });

  it("79: of a request that is split, only what failed is sent again, and what was taken counts as sent", async () => {
    const { world, consume, bodies, counted } = setQueue(
      ({ payload }, number) => {
        if (number === 1) return rejection("EXPORT_TOO_LARGE", payload, "payload_too_large");
        return number === 2 ? undefined : busy;
      },
      { retry: { max_elapsed_time: "20s" } },
    );
    await consume(logsOf(["a"], ["b"]));
    await world.advance(60_000);
    expect(bodies().slice(0, 3)).toEqual([["a", "b"], ["a"], ["b"]]);
    expect(bodies().slice(3).flat()).not.toContain("a");
    expect(counted.totals).toMatchObject({ sent: 1, failed: 1 });
  });

  it("76: what a sink rejects of a request that it took failed, the rest was sent; no retry", async () => {
    const { world, consume, counted, transport, recorded } = setQueue(() => rejectionOf(1));
    await consume(logsOf(["a", "b", "c"]));
    await world.advance(60_000);
    expect(transport.requests).toHaveLength(1);
    expect(counted.totals).toMatchObject({ sent: 2, failed: 1 });
    expect(recorded.count("x.rejected_items{reason=partial_success}")).toBe(1);
    expect(recorded.logs).toMatchObject([{ level: "warn", data: { dropped_items: 1 } }]);
  });
});

const rejectionOf = (items: number) => rejection("EXPORT_PARTIAL", { items } as never, "partial_success");

describe("the end", () => {
  it("86: each remaining request is tried once, waits are over, then it is closed", async () => {
    const { world, runtime, consume, bodies, pipeline, counted, memory, recorded } = setQueue(
      ({ payload }) => (payload.items === 2 ? undefined : busy),
      { queue: { num_consumers: 1 } },
    );
    await consume(logsOf(["a"]));
    await consume(logsOf(["b"]));
    await consume(logsOf(["c", "d"]));
    await world.advance(1_000);
    expect(bodies()).toEqual([["a"]]);
    await world.until(pipeline.shutdown(new AbortController().signal), 1);
    expect(bodies()).toEqual([["a"], ["b"], ["c", "d"]]);
    expect(counted.totals).toMatchObject({ sent: 2, failed: 2 });
    expect(recorded.logs.filter(({ message }) => message.includes("Dropping"))).toHaveLength(2);
    expect([memory.heldBytes, counted.queueOf("logs")!.size, runtime.leaks()]).toEqual([0, 0, []]);
    expect(await consume(logsOf(["e"]))).toMatchObject({ code: "EXPORT_QUEUE_CLOSED", kind: "refused" });
  });

  it("86: the batch is flushed, who waits for room is refused", async () => {
    const sink = new GatedSink();
    const queue = { queue_size: 1, block_on_overflow: true, batch: {} };
    const { world, consume, bodies, pipeline } = setQueue(sink.answer, { queue });
    await consume(logsOf(["a"]));
    const waiting = consume(logsOf(["b"]));
    await world.advance(10);
    const over = pipeline.shutdown(new AbortController().signal);
    expect(await world.until(waiting, 1)).toMatchObject({ code: "EXPORT_QUEUE_CLOSED" });
    expect(bodies()).toEqual([["a"]]);
    sink.open(0);
    await world.until(over, 1);
  });

  it.each(["the time to shut down is over", "the collector's lifetime ends"])(
    "comes when %s: what is lost with it is counted and told",
    async (what) => {
      const [lifetime, deadline] = [new AbortController(), new AbortController()];
      const { world, runtime, consume, pipeline, counted, memory, recorded } = setQueue(new GatedSink().answer, {
        queue: { num_consumers: 1 },
        lifetime: lifetime.signal,
      });
      for (const body of ["a", "b"]) await consume(logsOf([body]));
      const polled = consume(logsOf(["c"]), { ...delivered, coverage: poll(1) });
      await world.advance(1_000);
      const over = pipeline.shutdown(deadline.signal);
      await world.advance(1_000);
      (what.startsWith("the time") ? deadline : lifetime).abort(new Error(what));
      await world.until(over, 1);
      expect(await polled).toMatchObject({ code: "EXPORT_ABORTED", kind: "retryable" });
      expect(counted).toMatchObject({ totals: { sent: 0, failed: 3 }, inFlightNow: 0 });
      expect(recorded.logs.filter(({ level }) => level === "error")).toMatchObject([
        { message: "Exporting failed. Dropping data.", data: { dropped_items: 1 } },
      ]);
      expect([memory.heldBytes, counted.queueOf("logs")!.size, runtime.leaks()]).toEqual([0, 0, []]);
    },
  );

  it("without a queue, who waits may go on trying until the signal fires", async () => {
    const { world, consume, pipeline, bodies } = setQueue([busy, undefined], { queue: { enabled: false } });
    const sending = consume(logsOf(["a"]));
    await world.advance(1_000);
    await world.until(pipeline.shutdown(new AbortController().signal));
    expect(await sending).toBe("taken");
    expect(bodies()).toEqual([["a"], ["a"]]);
  });
});

describe("signals", () => {
  it("have a queue each; without one there is no queue to be measured", () => {
    expect(setQueue().counted.queueOf("traces")).toEqual({ size: 0, capacity: 1_000 });
    expect(setQueue([undefined], { queue: { enabled: false } }).counted.queueOf("traces")).toBeUndefined();
  });
});
