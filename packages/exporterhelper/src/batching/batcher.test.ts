import { BufferMemory, type BatchContext, type CollectorError, type Payload } from "@genai-collector/component";
import { createSettings } from "@genai-collector/testkit";
import { describe, expect, it } from "vitest";
import { bodiesOf, coverage, failure, logsOf, never, rejection, setWorld } from "../../test/scripted-sender.ts";
import type { BatcherOptions, MergedRequest } from "./batcher-options.ts";
import { Batcher } from "./batcher.ts";

const client = (address: string, metadata: Readonly<Record<string, readonly string[]>> = {}) => ({
  address,
  metadata: new Map(Object.entries(metadata)),
});

/** A batcher on a stage, with what it sent. `answer`: how each request ends. */
function setUp(
  options: Partial<BatcherOptions<Payload>> = {},
  answer: (request: MergedRequest<Payload>, number: number) => unknown = () => undefined,
) {
  const { world, runtime } = setWorld();
  const memory = new BufferMemory();
  const lifetime = new AbortController();
  const sent: MergedRequest<Payload>[] = [];
  const batcher = new Batcher<Payload>(createSettings("x", runtime, { memory, lifetime: lifetime.signal }), {
    sizer: "items",
    minSize: 4,
    maxSize: Infinity,
    flushTimeoutMs: 200,
    send: async (request) => {
      const error = await answer(request, sent.push(request));
      if (error !== undefined) throw error;
    },
    ...options,
  });
  const add = (payload: Payload, context: Partial<BatchContext> = {}): Promise<CollectorError | "taken"> =>
    batcher.add(payload, { acknowledge: "accepted", signal: never, ...context }).then(
      () => "taken" as const,
      (error: unknown) => error as CollectorError,
    );
  const bodies = (): readonly (readonly string[])[] => sent.map(bodiesOf);
  return { world, runtime, memory, lifetime, sent, batcher, add, bodies };
}

const delivered = { acknowledge: "delivered" } as const;

/** A request that ends when the test says. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  return { answer: () => promise, open: resolve };
}

/** Ends with the signal of its request. */
const untilGivenUp = ({ context: { signal } }: MergedRequest<Payload>): Promise<unknown> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(failure("SINK_ABORTED", "retryable")), { once: true });
  });

describe("when a batch is sent", () => {
  it("as soon as there is enough of it, in order, as one request", async () => {
    const { add, bodies, sent } = setUp();
    for (const body of ["a", "b", "c", "d", "e"]) await add(logsOf([body]));
    expect(bodies()).toEqual([["a", "b", "c", "d"]]);
    expect(sent[0]).toMatchObject({ trigger: "size", unansweredItems: 4, context: { acknowledge: "accepted" } });
  });

  it("at the latest a time after its first part", async () => {
    const { world, add, bodies, sent } = setUp();
    await add(logsOf(["a"]));
    await world.advance(150);
    await add(logsOf(["b"]));
    await world.advance(49);
    expect(bodies()).toEqual([]);
    await world.advance(1);
    expect(bodies()).toEqual([["a", "b"]]);
    expect(sent[0]!.trigger).toBe("timeout");
    await add(logsOf(["c"]));
    await world.advance(199);
    expect(sent).toHaveLength(1);
  });

  it.each([
    ["min_size 0", { minSize: 0 }],
    ["no time to wait", { flushTimeoutMs: 0 }],
  ])("at once with %s", async (_what, options) => {
    const { runtime, add, bodies } = setUp(options);
    await add(logsOf(["a"]));
    await add(logsOf(["b"]));
    expect(bodies()).toEqual([["a"], ["b"]]);
    expect(runtime.leaks()).toEqual([]);
  });

  it("counted in bytes on the wire", async () => {
    const { bytes } = logsOf(["a"]);
    const { add, bodies } = setUp({ sizer: "bytes", minSize: 2 * bytes });
    for (const body of ["a", "b", "c"]) await add(logsOf([body]));
    expect(bodies()).toEqual([["a", "b"]]);
  });

  it("nothing comes of nothing", async () => {
    const { runtime, add, sent } = setUp({ minSize: 0 });
    expect(await add(logsOf())).toBe("taken");
    expect([sent, runtime.leaks()]).toEqual([[], []]);
  });
});

describe("max_size", () => {
  it("90: 100 × 10 items with size 250: batches of 250, and the rest on timeout", async () => {
    const { world, add, sent } = setUp({ minSize: 250, maxSize: 250 });
    for (let i = 0; i < 101; i++) await add(logsOf(Array.from({ length: 10 }, (_, j) => `${i}.${j}`)));
    expect(sent.map(({ payload }) => payload.items)).toEqual([250, 250, 250, 250]);
    await world.advance(200);
    expect(sent.map(({ payload }) => payload.items).at(-1)).toBe(10);
  });

  it("84: cuts payloads at the very item, in order", async () => {
    const { world, add, bodies } = setUp({ minSize: 3, maxSize: 3 });
    await add(logsOf(["a", "b"]));
    await add(logsOf(["c", "d", "e", "f", "g", "h", "i"]));
    await world.advance(200);
    expect(bodies()).toEqual([
      ["a", "b", "c"],
      ["d", "e", "f"],
      ["g", "h", "i"],
    ]);
  });

  it("one item that is larger than max_size bytes is sent alone, and blocks nothing", async () => {
    const small = logsOf(["a"]).bytes;
    const { world, add, bodies } = setUp({ sizer: "bytes", minSize: 2 * small, maxSize: 2 * small });
    const large = "x".repeat(3 * small);
    await add(logsOf(["a"]));
    await add(logsOf(["b", large, "c"]));
    await add(logsOf(["d"]));
    await world.advance(200);
    expect(bodies().flat()).toEqual(["a", "b", large, "c", "d"]);
    expect(bodies()).toContainEqual([large]);
  });

  it("bytes that cannot be cut go on as they are: the sink and the check of ranges judge them", async () => {
    const { world, memory, add, sent } = setUp({ minSize: 2, maxSize: 2 });
    // A range that can be counted, since that looks at scopes and records, and whose resource does not end.
    const range = Uint8Array.from([10, 14, 18, 2, 18, 0, 18, 2, 18, 0, 18, 2, 18, 0, 10, 99]);
    const broken = logsOf().withRanges([{ bytes: range }]);
    Object.defineProperty(broken, "items", { value: 3 });
    await add(logsOf(["a"]));
    expect(await add(broken)).toBe("taken");
    await world.advance(200);
    expect(sent.map(({ payload }) => payload.encoded().length)).toEqual([1, 1]);
    expect(memory.heldBytes).toBe(0);
  });

  it("who waits for a payload in several batches is told when the last has ended, of every error", async () => {
    const { add } = setUp({ minSize: 2, maxSize: 2 }, ({ payload }, number) =>
      number === 2 ? undefined : rejection(`NO_${number}`, payload, "too_old"),
    );
    expect(await add(logsOf(["a", "b", "c", "d", "e", "f"]), delivered)).toMatchObject({
      kind: "gap",
      rejected: [
        { items: 2, reason: "too_old" },
        { items: 2, reason: "too_old" },
      ],
    });
  });
});

describe("who is told", () => {
  it("who asks for acceptance at once, who asks for delivery with the outcome", async () => {
    const { world, add, sent } = setUp({ minSize: 3 }, () => failure("DOWN", "retryable"));
    expect(await add(logsOf(["a"]))).toBe("taken");
    const one = add(logsOf(["b"]), delivered);
    const other = add(logsOf(["c"]), delivered);
    expect(await world.until(Promise.all([one, other]))).toMatchObject([{ code: "DOWN" }, { code: "DOWN" }]);
    expect(sent[0]).toMatchObject({ unansweredItems: 1, context: { acknowledge: "delivered" } });
  });

  it("a sender that leaves before its part is sent takes it along", async () => {
    const { world, memory, add, bodies } = setUp();
    const sender = new AbortController();
    const left = add(logsOf(["a", "b"]), { ...delivered, signal: sender.signal });
    await add(logsOf(["c"]));
    sender.abort(new Error("gone"));
    expect(await left).toMatchObject({ code: "BATCH_ABORTED", kind: "retryable" });
    await world.advance(200);
    expect(bodies()).toEqual([["c"]]);
    expect(memory.heldBytes).toBe(0);
  });

  it("a sender that had left before is told at once", async () => {
    const { add, sent } = setUp({ minSize: 0 });
    expect(await add(logsOf(["a"]), { signal: AbortSignal.abort() })).toMatchObject({ code: "BATCH_ABORTED" });
    expect(sent).toEqual([]);
  });

  it("a request is given up when every part is waited for and every sender left, and not before", async () => {
    const { world, memory, runtime, add, sent } = setUp({ minSize: 2 }, untilGivenUp);
    const [one, other] = [new AbortController(), new AbortController()];
    const outcomes = [one, other].map(({ signal }) => add(logsOf(["a"]), { ...delivered, signal }));
    one.abort();
    expect(await world.until(outcomes[0]!)).toMatchObject({ code: "BATCH_ABORTED" });
    expect(sent[0]!.context.signal.aborted).toBe(false);
    other.abort();
    await world.until(outcomes[1]!);
    expect(sent[0]!.context.signal.aborted).toBe(true);
    await world.advance(0);
    expect([memory.heldBytes, runtime.leaks()]).toEqual([0, []]);
  });

  it("a request with an accepted part goes on without those who wait", async () => {
    const { world, add, sent } = setUp({ minSize: 2 }, untilGivenUp);
    const sender = new AbortController();
    await add(logsOf(["a"]));
    const waiting = add(logsOf(["b"]), { ...delivered, signal: sender.signal });
    sender.abort();
    await world.until(waiting);
    expect(sent[0]!.context.signal.aborted).toBe(false);
  });

  it("an accepted part goes on when its sender is gone", async () => {
    const { world, add, bodies } = setUp();
    const sender = new AbortController();
    await add(logsOf(["a"]), { signal: sender.signal });
    sender.abort();
    await world.advance(200);
    expect(bodies()).toEqual([["a"]]);
  });
});

describe("who sent it", () => {
  it("is said where all agree, whatever objects say it", async () => {
    const { add, sent } = setUp({ minSize: 2 });
    for (const each of [client("1", { tenant: ["x"] }), client("1", { tenant: ["x"] })])
      await add(logsOf(["a"]), { client: each });
    expect(sent[0]!.context.client).toEqual(client("1", { tenant: ["x"] }));
  });

  it.each([
    ["address", client("1"), client("2")],
    ["metadata", client("1", { a: ["x"] }), client("1", { a: ["y"] })],
    ["metadata's names", client("1", { a: ["x"] }), client("1", { b: ["x"] })],
    ["metadata's number", client("1", { a: ["x"] }), client("1", { a: ["x", "x"] })],
    ["transport", { ...client("1"), transport: "http" }, { ...client("1"), transport: "grpc" }],
    ["authentication", { ...client("1"), auth: new Map([["sub", "x"]]) }, client("1")],
    ["presence", undefined, client("1")],
  ])("is left out where senders differ in %s", async (_what, one, other) => {
    const { add, sent } = setUp({ minSize: 2 });
    for (const each of [one, other]) await add(logsOf(["a"]), { client: each });
    expect(sent[0]!.context.client).toBeUndefined();
  });

  it("26: of a partition by metadata, what all of it have in common is kept", async () => {
    const { world, add, sent, bodies } = setUp({ metadataKeys: ["Tenant"] });
    await add(logsOf(["a"]), { client: client("1", { tenant: ["x"], other: ["1"] }) });
    await add(logsOf(["b"]), { client: client("2", { tenant: ["y"] }) });
    await add(logsOf(["c"]), { client: client("3", { tenant: ["x"], other: ["2"] }) });
    await add(logsOf(["d"]));
    await world.advance(200);
    expect(bodies()).toEqual([["a", "c"], ["b"], ["d"]]);
    expect(sent.map(({ context }) => context.client)).toEqual([
      { address: "", metadata: new Map([["tenant", ["x"]]]), transport: undefined },
      client("2", { tenant: ["y"] }),
      undefined,
    ]);
  });

  it("no value of metadata can pass for two", async () => {
    const { world, add, bodies } = setUp({ metadataKeys: ["a", "b"] });
    await add(logsOf(["1"]), { client: client("1", { a: ["x", "y"] }) });
    await add(logsOf(["2"]), { client: client("1", { a: ["x1:y"] }) });
    await add(logsOf(["3"]), { client: client("1", { a: ["x"], b: ["y"] }) });
    await world.advance(200);
    expect(bodies()).toEqual([["1"], ["2"], ["3"]]);
  });
});

describe("partitions are bounded", () => {
  const partitions = (whenFull: "flush" | "refuse") => ({ metadataKeys: ["t"], partitions: { limit: 2, whenFull } });
  const from = (tenant: string) => ({ client: client("1", { t: [tenant] }) });

  it("the oldest is sent to make room", async () => {
    const { add, bodies, batcher } = setUp(partitions("flush"));
    for (const tenant of ["x", "y", "z"]) await add(logsOf([tenant]), from(tenant));
    expect(bodies()).toEqual([["x"]]);
    expect(batcher.partitions).toBe(2);
  });

  it("91: or what would be one too many is refused for good; an idle one is none", async () => {
    const { world, memory, add, bodies, batcher } = setUp(partitions("refuse"));
    for (const tenant of ["x", "y"]) await add(logsOf([tenant]), from(tenant));
    expect(await add(logsOf(["z"]), from("z"))).toMatchObject({
      kind: "misconfigured",
      message: "too many batcher metadata-value combinations: 2 are being collected",
    });
    expect(await add(logsOf(["x"]), from("x"))).toBe("taken");
    await world.advance(200);
    expect([batcher.partitions, memory.heldBytes, batcher.inFlightBytes]).toEqual([0, 0, 0]);
    expect(await add(logsOf(["z"]), from("z"))).toBe("taken");
    expect(bodies()).toEqual([["x", "x"], ["y"]]);
  });
});

describe("max_in_flight_bytes", () => {
  const { bytes } = logsOf(["a"]);

  it("who finds no room waits, and what is there is sent at once", async () => {
    const { answer, open } = gate();
    const { world, add, bodies, sent, batcher } = setUp({ maxInFlightBytes: 2 * bytes }, answer);
    await add(logsOf(["a"]));
    await add(logsOf(["b"]));
    const waiting = add(logsOf(["c"]));
    await world.advance(0);
    expect(bodies()).toEqual([["a", "b"]]);
    expect([sent[0]!.trigger, batcher.inFlightBytes]).toEqual(["pressure", 2 * bytes]);
    open(undefined);
    expect(await waiting).toBe("taken");
    await world.advance(200);
    expect(bodies()).toEqual([["a", "b"], ["c"]]);
  });

  it("while others wait, what gets in is sent at once, too", async () => {
    const answers = [gate(), gate()];
    const { world, add, bodies } = setUp({ maxInFlightBytes: bytes }, (_request, number) =>
      answers[number - 1]?.answer(),
    );
    await add(logsOf(["a"]));
    const waiting = ["b", "c"].map((body) => add(logsOf([body])));
    await world.advance(0);
    answers[0]!.open(undefined);
    await world.advance(0);
    expect(bodies()).toEqual([["a"], ["b"]]);
    answers[1]!.open(undefined);
    expect(await world.until(Promise.all(waiting), 1)).toEqual(["taken", "taken"]);
  });

  it("a payload that is larger than the limit is let in alone", async () => {
    const { world, add, bodies } = setUp({ maxInFlightBytes: 1 });
    expect(await add(logsOf(["a"]))).toBe("taken");
    const other = add(logsOf(["b"]));
    expect(await world.until(other)).toBe("taken");
    await world.advance(200);
    expect(bodies()).toEqual([["a"], ["b"]]);
  });

  it("who leaves while waiting lets the next one in, though that is smaller", async () => {
    const { answer } = gate();
    const { world, add, batcher } = setUp({ minSize: 0, maxInFlightBytes: 2 * bytes }, answer);
    await add(logsOf(["a"]));
    const sender = new AbortController();
    const large = add(logsOf(["b"], ["c"]), { signal: sender.signal });
    const small = add(logsOf(["d"]));
    sender.abort();
    expect(await world.until(large)).toMatchObject({ code: "BATCH_ABORTED" });
    expect(await world.until(small)).toBe("taken");
    expect(batcher.inFlightBytes).toBe(2 * bytes);
  });
});

describe("polled data", () => {
  it("passes at once under its own context, alone, and is answered with the outcome", async () => {
    const { add, bodies, sent } = setUp({}, () => failure("DOWN", "retryable"));
    await add(logsOf(["a"]));
    expect(await add(logsOf(["b"]), { ...delivered, coverage })).toMatchObject({ code: "DOWN" });
    expect(bodies()).toEqual([["b"]]);
    expect(sent[0]).toMatchObject({ trigger: "polled", context: { coverage, signal: never }, unansweredItems: 0 });
  });

  it("is parted between ranges where it is too large, one part after the other; what is held stops the rest", async () => {
    const { add, bodies } = setUp({ maxSize: 2 }, ({ payload }, number) =>
      number === 1 ? rejection("OLD", payload, "too_old") : number === 3 ? failure("DOWN", "retryable") : undefined,
    );
    const outcome = await add(logsOf(["a"], ["b"], ["c", "d", "e"], ["f"], ["g", "h"]), { ...delivered, coverage });
    expect(bodies()).toEqual([["a", "b"], ["c", "d", "e"], ["f"]]);
    expect(outcome).toMatchObject({ code: "DOWN", kind: "retryable", rejected: [{ items: 2, reason: "too_old" }] });
  });
});

describe("the end", () => {
  it("sends what is there, waits for it, and takes nothing more", async () => {
    const { answer, open } = gate();
    const { world, runtime, memory, add, bodies, batcher, sent } = setUp({}, answer);
    await add(logsOf(["a"]));
    let isOver = false;
    const over = batcher.shutdown(never).then(() => {
      isOver = true;
    });
    await world.advance(0);
    expect([bodies(), sent[0]!.trigger, isOver]).toEqual([[["a"]], "shutdown", false]);
    expect(await add(logsOf(["b"]))).toMatchObject({ code: "BATCH_CLOSED", kind: "refused" });
    open(undefined);
    await world.until(over);
    expect([memory.heldBytes, runtime.leaks()]).toEqual([0, []]);
  });

  it("who waits for room is served, too", async () => {
    const { bytes } = logsOf(["a"]);
    const answers = [gate()];
    const { world, add, bodies, batcher } = setUp({ maxInFlightBytes: bytes }, (_request, number) =>
      answers[number - 1]?.answer(),
    );
    await add(logsOf(["a"]));
    const waiting = add(logsOf(["b"]));
    const over = batcher.shutdown(never);
    await world.advance(0);
    answers[0]!.open(undefined);
    await world.until(over);
    expect(await waiting).toBe("taken");
    expect(bodies()).toEqual([["a"], ["b"]]);
  });

  it.each(["its time is over", "the collector's lifetime ends"])("comes at once when %s", async (what) => {
    const { bytes } = logsOf(["a"]);
    const { world, runtime, memory, lifetime, add, batcher } = setUp({ maxInFlightBytes: bytes }, untilGivenUp);
    const sending = add(logsOf(["a"]), delivered);
    const waiting = add(logsOf(["b"]));
    const deadline = new AbortController();
    const over = batcher.shutdown(deadline.signal);
    await world.advance(1_000);
    (what === "its time is over" ? deadline : lifetime).abort();
    await world.until(over, 1);
    expect(await waiting).toMatchObject({ code: "BATCH_ABORTED" });
    expect(await sending).toMatchObject({ code: "SINK_ABORTED" });
    expect([memory.heldBytes, batcher.inFlightBytes, runtime.leaks()]).toEqual([0, 0, []]);
  });

  it("is safe twice", async () => {
    const { batcher } = setUp();
    await batcher.shutdown(never);
    await batcher.shutdown(AbortSignal.abort());
  });
});

describe("memory", () => {
  it("holds what it keeps until its batch has ended", async () => {
    const { answer, open } = gate();
    const { world, memory, add } = setUp({ minSize: 2 }, answer);
    await add(logsOf(["a".repeat(20_000)]));
    const one = memory.heldBytes;
    await add(logsOf(["b".repeat(20_000)]));
    expect([one >= 20_000, memory.heldBytes]).toEqual([true, 2 * one]);
    open(undefined);
    await world.advance(0);
    expect(memory.heldBytes).toBe(0);
  });

  it("holds one buffer for many small ones", async () => {
    const { world, memory, add, bodies } = setUp({ minSize: 100 });
    for (let index = 0; index < 99; index++) await add(logsOf([`record ${index}`]));
    expect(memory.heldBytes).toBe(16_384);
    await add(logsOf(["record 99"]));
    await world.advance(0);
    expect([memory.heldBytes, bodies()[0]]).toEqual([0, Array.from({ length: 100 }, (_, index) => `record ${index}`)]);
  });

  it("copies a small part of a large buffer instead of holding it all", async () => {
    const { memory, add } = setUp();
    const large = new Uint8Array(200_000);
    const [range] = logsOf(["a".repeat(20_000)]).encoded();
    large.set(range!.bytes);
    await add(logsOf().withRanges([{ bytes: large.subarray(0, range!.bytes.length) }]));
    expect(memory.heldBytes).toBeLessThan(21_000);
  });
});

describe("schedule", () => {
  it("parts may leave until it is time to send", async () => {
    const starts: (() => Promise<void>)[] = [];
    const { add, bodies } = setUp({ minSize: 2, schedule: (start) => starts.push(start) });
    const sender = new AbortController();
    const left = add(logsOf(["a"]), { ...delivered, signal: sender.signal });
    await add(logsOf(["b"]));
    expect([starts.length, bodies()]).toEqual([1, []]);
    sender.abort();
    await left;
    await starts[0]!();
    expect(bodies()).toEqual([["b"]]);
  });
});
