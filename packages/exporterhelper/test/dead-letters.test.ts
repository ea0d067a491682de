import { CollectorError, type Payload } from "@genai-collector/component";
import { logsFromRanges, merge } from "@genai-collector/pdata";
import { describe, expect, it } from "vitest";
import {
  failedCode,
  malformedCode,
  refusedCode,
  rejectedItemsCode,
  tooLargeCode,
  type SendRequest,
} from "../src/sender.ts";
import { brokenBytes, itemsOf, setLetters, type LetterStageOptions } from "./letter-stage.ts";
import { coverage, failure, logsOf, rejection } from "./scripted-sender.ts";

const retry = { initial_interval: "100ms", max_interval: "100ms", max_elapsed_time: "1s" };
const answered = (code: string, kind: "misconfigured" | "gap", answer: string): CollectorError =>
  new CollectorError(code, "", { kind, answer });
const has = (item: string, error: unknown) => (items: readonly string[]) => (items.includes(item) ? error : undefined);
/** Takes items one by one, but for `item`; and never `old`. */
const alone =
  (item: string, more: (items: readonly string[], payload: Payload) => unknown, old?: string) =>
  (items: readonly string[], payload: Payload): unknown => {
    if (items.length > 1) return rejection(tooLargeCode, payload, "payload_too_large");
    if (items[0] === old) return rejection(rejectedItemsCode, payload, "too_old");
    return items[0] === item ? more(items, payload) : undefined;
  };

/** What a sink answers to items, and what becomes of them: everything else is taken. */
interface Row {
  readonly what: string;
  readonly answer: (items: readonly string[], payload: Payload) => unknown;
  readonly payload?: Payload;
  readonly mayBisect?: boolean;
  /** Will never be taken, by reason. */
  readonly refused?: Readonly<Record<string, readonly string[]>>;
  /** May be taken one day, by the reason of their letter where nobody waits. */
  readonly left?: Readonly<Record<string, readonly string[]>>;
  /** The sink does not say which. */
  readonly unknownItems?: number;
  readonly pushedOnly?: boolean;
}

const all = ["a", "b", "c", "d"];
const partial = (items: number): CollectorError =>
  new CollectorError("EXPORT_PARTIAL", "", { kind: "gap", rejected: [{ items, reason: "partial_success" }] });

const rows: readonly Row[] = [
  { what: "takes everything", answer: () => undefined },
  { what: "rejects some and does not say which", answer: () => partial(3), unknownItems: 3 },
  { what: "rejects as many as there are", answer: () => partial(4), refused: { partial_success: all } },
  {
    what: "finds the request too large, and one item of it alone",
    answer: alone("c", (_items, payload) => rejection(tooLargeCode, payload, "payload_too_large")),
    refused: { payload_too_large: ["c"] },
  },
  {
    what: "knows the items",
    answer: (_items, payload) => rejection(rejectedItemsCode, payload, "duplicate_timestamp"),
    refused: { duplicate_timestamp: all },
  },
  {
    what: "knows one item, and is searched",
    answer: (items, payload) => (items.includes("b") ? rejection(rejectedItemsCode, payload, "too_old") : undefined),
    mayBisect: true,
    refused: { too_old: ["b"] },
  },
  {
    what: "refuses for an unknown reason, and is searched",
    answer: has("c", answered(refusedCode, "misconfigured", "400")),
    mayBisect: true,
    refused: { rejected: ["c"] },
  },
  {
    what: "refuses one resource of several items, and is searched",
    payload: logsOf(["a", "b", "c"], ["d"]),
    answer: has("b", answered(refusedCode, "misconfigured", "400")),
    mayBisect: true,
    refused: { rejected: ["b"] },
  },
  {
    what: "refuses each item alone: the request is to blame",
    answer: () => answered(refusedCode, "misconfigured", "400"),
    mayBisect: true,
    left: { misconfigured: all },
  },
  {
    what: "refuses for an unknown reason",
    answer: () => answered(refusedCode, "misconfigured", "400"),
    left: { misconfigured: all },
  },
  {
    what: "cannot read what is broken",
    payload: merge([logsOf(["a"]), logsFromRanges([{ bytes: brokenBytes(2) }]), logsOf(["b", "c"], ["d"])]),
    answer: has("broken", failure(malformedCode, "malformed")),
    refused: { malformed: ["broken", "broken"] },
    pushedOnly: true,
  },
  {
    what: "cannot read what is broken, where it may be searched: what it took is not sent again",
    payload: merge([logsOf(["a"]), logsFromRanges([{ bytes: brokenBytes(2) }]), logsOf(["b", "c"], ["d"])]),
    answer: has("broken", failure(malformedCode, "malformed")),
    mayBisect: true,
    refused: { malformed: ["broken", "broken"] },
    pushedOnly: true,
  },
  {
    what: "cannot read what is broken, and knows another",
    payload: merge([logsOf(["a"]), logsFromRanges([{ bytes: brokenBytes(1) }]), logsOf(["b", "c"], ["d"])]),
    answer: (items, payload) => {
      if (items.includes("broken")) return failure(malformedCode, "malformed");
      return items.includes("d") ? rejection(rejectedItemsCode, payload, "too_old") : undefined;
    },
    mayBisect: true,
    refused: { malformed: ["broken"], too_old: ["d"] },
    pushedOnly: true,
  },
  { what: "cannot read what is sound", answer: () => failure(malformedCode, "malformed"), left: { malformed: all } },
  {
    what: "does not know us",
    answer: () => answered("EXPORT_UNAUTHORIZED", "misconfigured", "401"),
    left: { misconfigured: all },
  },
  {
    what: "is away until the budget is spent",
    answer: () => failure("EXPORT_UNAVAILABLE", "retryable"),
    left: { budget_spent: all },
  },
  { what: "fails without saying later", answer: () => failure(failedCode, "retryable"), left: { budget_spent: all } },
  { what: "meets a bug of ours", answer: () => new TypeError("x"), left: { bug: all } },
  {
    what: "is away for one part of what was too large",
    answer: alone("d", () => failure("EXPORT_UNAVAILABLE", "retryable")),
    left: { budget_spent: ["d"] },
  },
  {
    what: "rejects one part of what was too large, and is away for the last",
    answer: alone("d", () => failure("EXPORT_UNAVAILABLE", "retryable"), "old"),
    payload: logsOf(["a"], ["old"], ["b"], ["d"]),
    refused: { too_old: ["old"] },
    left: { budget_spent: ["d"] },
  },
];

interface Way extends LetterStageOptions {
  readonly what: string;
  readonly owner: "gone" | "waits" | "disk";
  readonly context: object;
}

const ways: readonly Way[] = [
  { what: "pushed, accepted", owner: "gone", queue: {}, context: {} },
  { what: "pushed, delivered", owner: "waits", queue: {}, context: { acknowledge: "delivered" } },
  { what: "pushed, without a queue", owner: "waits", context: {} },
  { what: "pushed, on disk", owner: "gone", queue: { storage: "disk" }, context: {} },
  { what: "polled", owner: "waits", queue: {}, context: { acknowledge: "delivered", coverage } },
  { what: "polled, without a queue", owner: "waits", context: { acknowledge: "delivered", coverage } },
  {
    what: "polled, on disk",
    owner: "disk",
    queue: { storage: "disk" },
    context: { acknowledge: "delivered", coverage },
  },
];

const flat = (by: Row["refused"]): string[] => Object.values(by ?? {}).flat();

/** What of a row is lost with a way, by reason. A gap ends its items, whoever waits. */
function lostBy({ refused = {}, left = {}, unknownItems = 0 }: Row, owner: Way["owner"]) {
  if (owner === "gone") return { kept: { ...refused, ...left }, unknownItems };
  if (owner === "disk" || flat(left).length === 0) return { kept: refused, unknownItems };
  return { kept: {}, unknownItems: 0 };
}

describe.each(ways)("what is $what", ({ owner, context, ...options }) => {
  const fitting = rows.filter(({ pushedOnly }) => pushedOnly !== true || !("coverage" in context));
  it.each(fitting)("and a sink that $what: what is kept is what was lost, item by item", async (row) => {
    const taken: string[] = [];
    const script = ({ payload }: SendRequest): unknown => {
      const items = itemsOf(payload);
      const error = row.answer(items, payload);
      if (error === undefined) taken.push(...items);
      return error;
    };
    const stage = setLetters(script, { ...options, retry, mayBisect: row.mayBisect ?? false });
    const { world, store, consume, counted } = stage;
    await world.until(stage.start());
    const payload = row.payload ?? logsOf(["a"], ["b"], ["c"], ["d"]);
    const given = itemsOf(payload);
    const asked = consume(payload.fork(), context);
    await world.advance(10_000);
    const error = await asked;

    const { kept, unknownItems } = lostBy(row, owner);
    const byReason: Record<string, string[]> = {};
    for (const letter of store.letters) (byReason[letter.reason] ??= []).push(...itemsOf(letter.payload));
    expect(byReason).toEqual(kept);
    expect([counted("kept"), counted("not_kept"), counted("unidentified")]).toEqual([
      flat(kept).length,
      0,
      unknownItems,
    ]);
    for (const letter of store.letters) {
      expect(letter).toMatchObject({
        exporter: "x",
        pipelines: ["logs/eu"],
        coverage: "coverage" in context ? coverage : undefined,
      });
    }
    // kept + taken + given back (or held) = in
    const isGivenBack = owner === "waits" && error !== "taken" && error.kind !== "gap";
    const held = owner === "disk" ? flat(row.left) : [];
    const back = isGivenBack ? given.filter((item) => !taken.includes(item)) : held;
    const outcomes = [...taken, ...flat(kept), ...back];
    if (row.unknownItems === undefined) expect(outcomes.toSorted()).toEqual(given.toSorted());
  });
});

describe("a letter", () => {
  it.each([
    [answered(refusedCode, "misconfigured", "400"), { code: refusedCode, kind: "misconfigured", status: "4xx" }],
    [answered("EXPORT_UNAUTHORIZED", "misconfigured", "PERMISSION_DENIED"), { status: "PERMISSION_DENIED" }],
    [failure("EXPORT_UNAVAILABLE", "retryable"), { code: "EXPORT_UNAVAILABLE", kind: "retryable", status: undefined }],
    [new TypeError("a prompt"), { code: "bug", kind: "bug", reason: "bug" }],
  ])("says what the sink answered, in closed words: %s", async (error, expected) => {
    const { world, store, consume, start } = setLetters([error], { queue: {}, retry: { enabled: false } });
    await world.until(start());
    await consume(logsOf(["a"]));
    await world.advance(10);
    expect(store.letters).toHaveLength(1);
    expect(store.letters[0]).toMatchObject(expected);
    expect(JSON.stringify({ ...store.letters[0], payload: undefined })).not.toContain("prompt");
  });

  it("of one request and one reason is one", async () => {
    const answer = ({ payload }: SendRequest): unknown => rejection(tooLargeCode, payload, "payload_too_large");
    const { world, store, consume, start } = setLetters(answer, { queue: {} });
    await world.until(start());
    await consume(logsOf(["a", "b", "c"]));
    await world.advance(10);
    expect(store.letters.map(({ payload }) => itemsOf(payload))).toEqual([["a", "b", "c"]]);
  });

  it("of what a queue in memory could not send before the end", async () => {
    const { world, store, consume, pipeline, start } = setLetters([failure("EXPORT_UNAVAILABLE", "retryable")], {
      queue: {},
    });
    await world.until(start());
    await consume(logsOf(["a"]));
    await world.advance(10);
    await world.until(pipeline.shutdown(AbortSignal.abort()));
    expect(store.letters.map(({ payload }) => itemsOf(payload))).toEqual([["a"]]);
  });

  it("of what a queue on disk could not send before the end does not exist: it is sent after the next start", async () => {
    const script = [failure("EXPORT_UNAVAILABLE", "retryable")];
    const { world, store, consume, pipeline, start } = setLetters(script, { queue: { storage: "disk" } });
    await world.until(start());
    await consume(logsOf(["a"]));
    await consume(logsOf(["b"]), { coverage });
    await world.advance(10);
    await world.until(pipeline.shutdown(AbortSignal.abort()));
    expect(store.letters).toEqual([]);
  });
});

describe("a batch", () => {
  const queue = { batch: { min_size: 100, flush_timeout: "200ms" } };
  it.each([
    ["none of it was taken", () => answered(refusedCode, "misconfigured", "400"), []],
    ["one item was taken", alone("b", () => failure(failedCode, "retryable")), ["b"]],
  ] as const)(
    "of senders that wait and such that do not: only what nobody waits for is kept; %s",
    async (_what, answer, only) => {
      const script = ({ payload }: SendRequest): unknown => answer(itemsOf(payload), payload);
      const { world, store, consume, start } = setLetters(script, { queue, retry });
      await world.until(start());
      // One resource each, so that cutting goes through items.
      const gone = consume(logsOf(["a", "b", "c"]));
      const waiting = consume(logsOf(["d", "e", "f"]), { acknowledge: "delivered" });
      await world.advance(5_000);
      expect(await gone).toBe("taken");
      expect(await waiting).toBeInstanceOf(CollectorError);
      const lost = only.length > 0 ? only : ["a", "b", "c"];
      expect(store.letters.flatMap(({ payload }) => itemsOf(payload))).toEqual(lost);
    },
  );
});

describe("a store", () => {
  const script = [rejection(rejectedItemsCode, logsOf(["a"]), "too_old"), undefined];

  it.each([
    ["keeps nothing", async () => false],
    ["fails, though it promised not to", () => Promise.reject(new Error("x"))],
  ])("that %s changes nothing but a number", async (_what, answer) => {
    const { world, store, consume, counted, start } = setLetters(script, { queue: {} });
    store.answer = answer;
    await world.until(start());
    expect(await world.until(consume(logsOf(["a"]), { acknowledge: "delivered" }))).toMatchObject({ kind: "gap" });
    expect(await world.until(consume(logsOf(["b"]), { acknowledge: "delivered" }))).toBe("taken");
    expect([counted("kept"), counted("not_kept")]).toEqual([0, 1]);
  });

  it.each([
    ["polled", {}, { acknowledge: "delivered", coverage }],
    ["pushed, without a queue", undefined, { acknowledge: "delivered" }],
  ] as const)(
    "that hangs holds up the answer for two seconds, and the sink not at all: %s",
    async (_what, queue, context) => {
      const { world, store, consume, start, transport } = setLetters(script, { queue: queue && { num_consumers: 1 } });
      store.answer = () => new Promise(() => undefined);
      await world.until(start());
      let isOver = false;
      void consume(logsOf(["a"]), context).then(() => (isOver = true));
      await world.advance(1);
      expect(await world.until(consume(logsOf(["b"]), { ...context, coverage: undefined }), 1)).toBe("taken");
      expect(transport.requests).toHaveLength(2);
      await world.advance(1_998);
      expect(isOver).toBe(false);
      await world.advance(2);
      expect(isOver).toBe(true);
    },
  );

  it("is told before the disk lets go of a request", async () => {
    const { world, store, consume, start, disk } = setLetters(script, { queue: { storage: "disk" } });
    const kept = Promise.withResolvers<boolean>();
    store.answer = () => kept.promise;
    await world.until(start());
    await consume(logsOf(["a"]));
    await world.advance(500);
    const left = (): number => disk.contents("exporter x logs").length;
    expect([store.letters.length, left()]).toEqual([1, 1]);
    kept.resolve(true);
    await world.advance(1);
    expect(left()).toBe(0);
  });

  it("that is not configured costs nothing and counts nothing", async () => {
    const { world, consume, counted, pipeline } = setLetters(script, { queue: {} });
    expect(pipeline).toBeDefined(); // not started: no store was found
    await world.until(consume(logsOf(["a"]), { acknowledge: "delivered" }));
    expect([counted("kept"), counted("not_kept"), counted("unidentified")]).toEqual([0, 0, 0]);
  });
});
