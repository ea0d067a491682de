import {
  BufferMemory,
  CollectorError,
  type BatchContext,
  type CollectorErrorDetails,
} from "@genai-collector/component";
import { createLogs, type Logs } from "@genai-collector/pdata";
import {
  createSettings,
  decodeConfig,
  LogsSink,
  recordsOf,
  Recorded,
  VirtualRuntime,
  World,
} from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { batchProcessorFactory } from "./factory.ts";
import type { batchInstruments } from "./telemetry.ts";

/** Records with these bodies: a resource for each group. */
function logsOf(...groups: readonly (readonly string[])[]): Logs {
  const resourceLogs = groups.map((bodies) => ({
    resource: { attributes: [] },
    scopeLogs: [
      { logRecords: bodies.map((stringValue) => ({ timeUnixNano: 1n, attributes: [], body: { stringValue } })) },
    ],
  }));
  return createLogs({ resourceLogs });
}

const bodiesOf = (payload: Logs): string[] => recordsOf(payload).map(({ body }) => body!.stringValue!);
const numbered = (count: number, from = 0): string[] => Array.from({ length: count }, (_, i) => `${from + i}`);
const failure = (code: string, details: CollectorErrorDetails) => new CollectorError(code, code.toLowerCase(), details);
const coverage = { receiver: "r", loop: "l", pass: "", from: 0, to: 60_000, observedAt: 60_000 } as const;
const delivered = { acknowledge: "delivered" } as const;
const from = (tenant: string, address = "1") => ({ client: { address, metadata: new Map([["tenant", [tenant]]]) } });

function setUp(raw: unknown = {}, worker = { index: 0, count: 1 }) {
  const world = new World();
  const runtime = new VirtualRuntime(world, { tracing: true });
  const [recorded, memory, lifetime] = [new Recorded(), new BufferMemory(), new AbortController()];
  const { instruments, config } = batchProcessorFactory;
  const options = { recorded, memory, worker, instruments, lifetime: lifetime.signal };
  const settings = createSettings<typeof batchInstruments>("batch", runtime, options);
  const sink = new LogsSink();
  const batch = batchProcessorFactory.createAny!(settings, decodeConfig(config, raw, "batch"), sink);
  const consume = (payload: Logs, context: Partial<BatchContext> = {}): Promise<unknown> =>
    batch.consume(payload, { acknowledge: "accepted", signal: new AbortController().signal, ...context }).then(
      () => "taken",
      (error: unknown) => error,
    );
  const sent = (): string[][] => sink.payloads.map(bodiesOf);
  const count = (name: string): number => recorded.count(`batch.${name}`);
  const values = (name: string): readonly number[] => recorded.values.get(`batch.${name}`) ?? [];
  const lines = (): string[] => recorded.logs.map(({ level, message }) => `${level} ${message}`);
  const shutdown = (signal = new AbortController().signal): Promise<void> => batch.shutdown!(signal);
  return { world, runtime, recorded, memory, lifetime, sink, consume, sent, count, values, lines, shutdown };
}

describe("a batch is sent", () => {
  it("90: 100 × 10 items, size 250: batches of 250; the rest on timeout", async () => {
    const { world, sink, consume, count, values } = setUp({ send_batch_size: 250 });
    for (let i = 0; i < 103; i++) await consume(logsOf(numbered(10)));
    await world.advance(0);
    expect(sink.payloads.map(({ items }) => items)).toEqual([250, 250, 250, 250]);
    await world.advance(200);
    expect(values("batch_send_size")).toEqual([250, 250, 250, 250, 30]);
    expect([count("batch_size_trigger_send"), count("timeout_trigger_send")]).toEqual([4, 1]);
    expect(values("batch_send_size_bytes")).toEqual(sink.payloads.map(({ bytes }) => bytes));
  });

  it("90: the rest on shutdown, which waits until it is taken; nothing is taken afterwards", async () => {
    const { world, runtime, memory, sink, consume, sent, count, shutdown } = setUp();
    await consume(logsOf(["a"]));
    sink.hold();
    let isOver = false;
    const over = shutdown().then(() => {
      isOver = true;
    });
    await world.advance(1_000);
    expect([isOver, sink.waiting.length]).toEqual([false, 1]);
    sink.release();
    await world.until(over);
    expect([sent(), count("timeout_trigger_send")]).toEqual([[["a"]], 1]);
    expect(await consume(logsOf(["b"]))).toMatchObject({ code: "BATCH_CLOSED", kind: "refused" });
    expect([memory.heldBytes, runtime.leaks()]).toEqual([0, []]);
  });

  it.each([
    ["send_batch_size 0", { send_batch_size: 0 }],
    ["timeout 0", { timeout: "0s" }],
  ])("at once with %s, and split by send_batch_max_size", async (_what, raw) => {
    const size = "send_batch_size" in raw ? {} : { send_batch_size: 2 };
    const { world, consume, sent, count } = setUp({ ...raw, ...size, send_batch_max_size: 2 });
    await consume(logsOf(["a", "b", "c"]));
    await consume(logsOf(["d"]));
    await world.advance(0);
    expect(sent()).toEqual([["a", "b"], ["c"], ["d"]]);
    expect([count("batch_size_trigger_send"), count("timeout_trigger_send")]).toEqual([3, 0]);
  });

  it("at its maximum, cut at the very item; the rest waits", async () => {
    const { world, consume, sent } = setUp({ send_batch_size: 4, send_batch_max_size: 4 });
    await consume(logsOf(numbered(3)));
    await consume(logsOf(numbered(7, 3)));
    await world.advance(0);
    expect(sent()).toEqual([numbered(4), numbered(4, 4)]);
    await world.advance(200);
    expect(sent().at(-1)).toEqual(numbered(2, 8));
  });

  it("as one request of all ranges: nothing is decoded", async () => {
    const { sink, consume } = setUp({ send_batch_size: 2 });
    const [one, other] = [logsOf(["a"]), logsOf(["b"])];
    const ranges = [...one.encoded(), ...other.encoded()].map(({ bytes }) => bytes);
    await consume(one);
    await consume(other);
    expect(sink.payloads[0]!.encoded().map(({ bytes }) => Uint8Array.from(bytes))).toEqual(ranges);
  });
});

describe("who is told", () => {
  it("92: downstream error behind the batch: who asked for acceptance still got success; WARN, and counted", async () => {
    const { world, recorded, sink, consume, count, lines } = setUp({ send_batch_size: 2 });
    sink.failWith(failure("DOWN", { kind: "retryable" }));
    expect(await consume(logsOf(["a"]))).toBe("taken");
    expect(await consume(logsOf(["b"]))).toBe("taken");
    await world.advance(0);
    expect(lines()).toEqual(["warn Sender failed"]);
    expect(recorded.logs[0]!.data).toMatchObject({ err: { code: "DOWN" }, dropped_items: 2 });
    expect(count("dropped_items{reason=retryable}")).toBe(2);
  });

  it("§14 row 5: who asks for delivery gets the outcome, and nothing is counted as dropped", async () => {
    const { world, sink, consume, lines, count } = setUp();
    sink.failWith(failure("DOWN", { kind: "retryable", retryAfterMs: 7_000 }));
    const outcome = consume(logsOf(["a"]), delivered);
    expect(await world.until(outcome)).toMatchObject({ code: "DOWN", retryAfterMs: 7_000 });
    expect([lines(), count("dropped_items{reason=retryable}")]).toEqual([[], 0]);
  });

  it("of a merged request, the accepted part alone counts as dropped", async () => {
    const { world, sink, consume, count } = setUp({ send_batch_size: 5 });
    sink.failWith(failure("NO", { kind: "misconfigured" }));
    await consume(logsOf(["a", "b"]));
    const waiting = consume(logsOf(["c", "d", "e"]), delivered);
    expect(await world.until(waiting)).toMatchObject({ code: "NO" });
    expect(count("dropped_items{reason=misconfigured}")).toBe(2);
  });

  it("split across two requests: with both outcomes, combined", async () => {
    const { world, sink, consume } = setUp({ send_batch_size: 2, send_batch_max_size: 2 });
    sink.failWith(failure("OLD", { kind: "gap", rejected: [{ items: 2, reason: "too_old" }] }), 1);
    sink.failWith(failure("DOWN", { kind: "retryable" }));
    const outcome = consume(logsOf(numbered(4)), delivered);
    expect(await world.until(outcome)).toMatchObject({ kind: "retryable", rejected: [{ items: 2 }] });
  });

  it.each([
    ["some items of a partial success", { kind: "gap", rejected: [{ items: 1, reason: "too_old" }] }, "gap", 1],
    ["all that a gap names no items of", { kind: "gap" }, "gap", 3],
    ["no more than were accepted", { kind: "gap", rejected: [{ items: 9, reason: "too_old" }] }, "gap", 3],
  ] as const)("counts %s", async (_what, details, reason, dropped) => {
    const { world, sink, consume, count } = setUp({ send_batch_size: 3 });
    sink.failWith(failure("X", details));
    await consume(logsOf(numbered(3)));
    await world.advance(0);
    expect(count(`dropped_items{reason=${reason}}`)).toBe(dropped);
  });

  it("counts what is given up at the deadline, and bugs", async () => {
    const { world, runtime, memory, sink, consume, count, shutdown } = setUp({ send_batch_size: 1 });
    sink.failWith(new TypeError("a bug"), 1);
    await consume(logsOf(["a"]));
    await world.advance(0);
    sink.hold();
    await consume(logsOf(["b"]));
    const deadline = new AbortController();
    const over = shutdown(deadline.signal);
    deadline.abort();
    await world.until(over, 1);
    expect([count("dropped_items{reason=bug}"), count("dropped_items{reason=aborted}")]).toEqual([1, 1]);
    expect([memory.heldBytes, runtime.leaks()]).toEqual([0, []]);
  });

  it("tells of an outage once a minute, and when it is over", async () => {
    const { world, recorded, sink, consume, lines } = setUp({ send_batch_size: 1 });
    sink.failWith(failure("DOWN", { kind: "retryable" }));
    for (let second = 0; second < 70; second++) {
      await consume(logsOf(["a"]));
      await world.advance(1_000);
    }
    expect(lines()).toEqual(["warn Sender failed", "warn Sender failed"]);
    expect(recorded.logs[1]!.data).toMatchObject({ dropped_items: 1, untold: 59 });
    sink.recover();
    for (const body of ["b", "c"]) await consume(logsOf([body]));
    await world.advance(0);
    expect(lines().slice(2)).toEqual(["info Sender works again"]);
    expect(recorded.logs[2]!.data).toEqual({ failures: 70 });
  });
});

describe("senders that leave", () => {
  it("before it is sent, take their part along", async () => {
    const { world, memory, consume, sent } = setUp();
    const sender = new AbortController();
    const left = consume(logsOf(["a"]), { ...delivered, signal: sender.signal });
    await consume(logsOf(["b"]));
    sender.abort();
    expect(await left).toMatchObject({ code: "BATCH_ABORTED" });
    await world.advance(200);
    expect([sent(), memory.heldBytes]).toEqual([[["b"]], 0]);
  });

  it("end a request under way only if all of them waited and left", async () => {
    const { world, sink, consume } = setUp({ send_batch_size: 2 });
    sink.hold();
    const senders = [new AbortController(), new AbortController()];
    const outcomes = senders.map(({ signal }) => consume(logsOf(["a"]), { ...delivered, signal }));
    await world.advance(0);
    const [request] = sink.waiting;
    senders[0]!.abort();
    expect(request!.context.signal.aborted).toBe(false);
    senders[1]!.abort();
    expect(request!.context.signal.aborted).toBe(true);
    expect(await world.until(Promise.all(outcomes))).toMatchObject([
      { code: "BATCH_ABORTED" },
      { code: "BATCH_ABORTED" },
    ]);
  });
});

describe("metadata_keys", () => {
  it("§14 row 26: keep senders apart whose values differ, and their values with the batch", async () => {
    const { world, sink, consume, sent } = setUp({ metadata_keys: ["Tenant"] });
    await consume(logsOf(["a"]), from("x", "1"));
    await consume(logsOf(["b"]), from("y"));
    await consume(logsOf(["c"]), from("x", "2"));
    await world.advance(200);
    expect(sent()).toEqual([["a", "c"], ["b"]]);
    expect(sink.contexts[0]!.client).toMatchObject({ address: "", metadata: new Map([["tenant", ["x"]]]) });
    expect(sink.contexts[1]!.client).toEqual(from("y").client);
  });

  it("91: metadata_cardinality_limit exceeded: error, for good; what is idle does not count", async () => {
    const { world, consume, values } = setUp({ metadata_keys: ["tenant"], metadata_cardinality_limit: 2 });
    for (const tenant of ["x", "y"]) expect(await consume(logsOf(["a"]), from(tenant))).toBe("taken");
    expect(await consume(logsOf(["a"]), from("z"))).toMatchObject({
      kind: "misconfigured",
      message: expect.stringContaining("too many batcher metadata-value combinations"),
    });
    expect(values("metadata_cardinality")).toEqual([1, 2]);
    await world.advance(200);
    expect(values("metadata_cardinality").at(-1)).toBe(0);
    expect(await consume(logsOf(["a"]), from("z"))).toBe("taken");
  });

  it("91: 0 means no limit", async () => {
    const { consume } = setUp({ metadata_keys: ["tenant"], metadata_cardinality_limit: 0 });
    for (const tenant of numbered(1_500)) expect(await consume(logsOf(["a"]), from(tenant))).toBe("taken");
  });

  it("without them there is one combination", () => {
    expect(setUp().values("metadata_cardinality")).toEqual([1]);
  });
});

describe("max_in_flight_bytes", () => {
  const { bytes } = logsOf(["a"]);

  it("§14 row 25: who finds no room waits, and what is there is sent at once", async () => {
    const { world, sink, consume, sent, count } = setUp({ max_in_flight_bytes: 2 * bytes });
    sink.hold();
    for (const body of ["a", "b"]) await consume(logsOf([body]));
    let isTaken = false;
    const waiting = consume(logsOf(["c"])).then(() => {
      isTaken = true;
    });
    await world.advance(0);
    expect([isTaken, sink.waiting.length, count("pressure_trigger_send")]).toEqual([false, 1, 1]);
    sink.release();
    await world.until(waiting, 1);
    await world.advance(200);
    expect(sent()).toEqual([["a", "b"], ["c"]]);
  });

  it("§14 row 25: a payload that is larger than the limit is let in alone", async () => {
    const { world, consume, sent } = setUp({ max_in_flight_bytes: 1 });
    expect(await consume(logsOf(["a"]))).toBe("taken");
    const other = consume(logsOf(["b"]));
    expect(await world.until(other, 1)).toBe("taken");
    await world.advance(200);
    expect(sent()).toEqual([["a"], ["b"]]);
  });

  it("is of the whole collector: each worker has its part", async () => {
    const { world, sink, consume, count } = setUp({ max_in_flight_bytes: 4 * bytes }, { index: 0, count: 4 });
    sink.hold();
    expect(await consume(logsOf(["a"]))).toBe("taken");
    const sender = new AbortController();
    const waiting = consume(logsOf(["b"]), { signal: sender.signal });
    await world.advance(0);
    expect(count("pressure_trigger_send")).toBe(1);
    sender.abort();
    expect(await waiting).toMatchObject({ code: "BATCH_ABORTED", kind: "retryable" });
  });
});

describe("polled data", () => {
  it("is neither merged nor delayed, and keeps its context", async () => {
    const { sink, consume, sent, count, values } = setUp();
    await consume(logsOf(["pushed"]));
    const signal = new AbortController().signal;
    expect(await consume(logsOf(["polled"]), { ...delivered, coverage, signal })).toBe("taken");
    expect(sent()).toEqual([["polled"]]);
    expect(sink.contexts[0]).toMatchObject({ acknowledge: "delivered", coverage });
    expect(sink.contexts[0]!.signal).toBe(signal);
    expect(values("batch_send_size")).toEqual([1]);
    expect(["batch_size", "timeout", "pressure"].map((why) => count(`${why}_trigger_send`))).toEqual([0, 0, 0]);
  });

  it("that is too large is parted between ranges, one part after the other, under the same coverage", async () => {
    const { world, sink, consume, sent } = setUp({ send_batch_size: 2, send_batch_max_size: 2 });
    sink.hold();
    const outcome = consume(logsOf(["a"], ["b"], ["c"]), { ...delivered, coverage });
    await world.advance(0);
    expect(sink.waiting.map(({ payload }) => bodiesOf(payload))).toEqual([["a", "b"]]);
    sink.release();
    expect(await world.until(outcome)).toBe("taken");
    expect(sent()).toEqual([["a", "b"], ["c"]]);
    expect(sink.contexts.map((context) => context.coverage)).toEqual([coverage, coverage]);
  });

  it("is told of failures; that is no lost data", async () => {
    const { sink, consume, lines } = setUp();
    sink.failWith(failure("DOWN", { kind: "retryable" }));
    expect(await consume(logsOf(["a"]), { ...delivered, coverage })).toMatchObject({ code: "DOWN" });
    expect(lines()).toEqual([]);
  });
});

describe("its metrics", () => {
  it("have otelcol's names, and two of our own", () => {
    const names = Object.keys(batchProcessorFactory.instruments!).map((name) => `otelcol_processor_batch_${name}`);
    expect(names).toEqual([
      "otelcol_processor_batch_batch_send_size",
      "otelcol_processor_batch_batch_send_size_bytes",
      "otelcol_processor_batch_batch_size_trigger_send",
      "otelcol_processor_batch_timeout_trigger_send",
      "otelcol_processor_batch_pressure_trigger_send",
      "otelcol_processor_batch_metadata_cardinality",
      "otelcol_processor_batch_dropped_items",
    ]);
  });
});
