import {
  array,
  assert,
  bigInt,
  boolean,
  integer,
  nat,
  option,
  property,
  record,
  string,
  uniqueArray,
  uuid,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { packIds, unpackIds } from "./compact-ids.ts";
import { HeldRuns, maxHeldRuns } from "./held-runs.ts";
import { maxNear, withRead, type PastRead } from "./past-reads.ts";
import { formatCarry, formatProgress, parseCarry, parseProgress } from "./progress-codec.ts";
import { beginWindow, emptyCarry, type RunsCarry, type RunsProgress } from "./runs-progress.ts";

const uuids = uuid();
const held = record({
  id: uuids,
  start: bigInt(0n, 2n ** 64n - 1n),
  project: option(uuids, { nil: undefined }),
});
const instant = integer({ min: 0, max: 4e12 });
const read = record({
  from: instant,
  to: instant,
  at: instant,
  until: instant,
  seen: nat(),
  near: array(uuids, { maxLength: 4 }),
  more: nat(),
});
const carries = record({
  held: uniqueArray(held, { maxLength: 6, selector: ({ id }) => id }).map((runs) => new HeldRuns(runs)),
  heldAskedAt: instant,
  reads: array(read, { maxLength: 4 }),
}).map((carry): RunsCarry => carry);
const place = option(record({ start: bigInt(0n, 2n ** 64n - 1n), ids: array(uuids, { maxLength: 2 }) }), {
  nil: undefined,
});
const text = option(string({ maxLength: 40 }), { nil: undefined });
const walks = record({
  group: nat(20),
  token: text,
  place,
  after: place,
  last: array(uuids, { maxLength: 3 }),
  isMixed: boolean(),
  pages: nat(),
  milestone: text,
  idle: nat(8),
  resumed: nat(2),
  restarted: nat(1),
});

/** What counts of it, as plain values. */
const plain = (carry: RunsCarry | RunsProgress): unknown => ({ ...carry, held: carry.held.all });

describe("what is saved", () => {
  it("63: encode → decode is lossless, between windows and within one", () => {
    assert(
      property(carries, walks, array(array(uuids, { maxLength: 3 }), { maxLength: 3 }), (carry, walk, groups) => {
        expect(plain(parseCarry(formatCarry(carry))!)).toEqual(plain(carry));
        const progress: RunsProgress = {
          ...beginWindow("q", carry, groups, 7),
          walk,
          phase: "late",
          near: [...(carry.reads[0]?.near ?? [])],
          due: carry.reads.length,
          seenAgain: carry.reads.map(({ seen }) => seen),
        };
        expect(plain(parseProgress(formatProgress(progress))!)).toEqual(plain(progress));
      }),
    );
  });

  it.each(["", "{not json", "{}", "[]", "[1]", "7", "null", '[2,"q"]', '[1,"q",9,[],0,null,[],[],"",0,0,null,0,0,0]'])(
    "63: %j is not gone on with",
    (saved) => {
      expect([parseProgress(saved), parseCarry(saved)]).toEqual([undefined, undefined]);
    },
  );

  it("any part that is missing, doubled or of another kind is found out", () => {
    const parts = JSON.parse(
      formatProgress(beginWindow("q", emptyCarry(), [["00000000-0000-4000-8000-000000000001"]], 5)),
    ) as unknown[];
    for (const at of parts.keys()) {
      for (const bad of [{ a: 1 }, -1, 1.5, [1, { a: 1 }], "~"]) {
        // Any text is a question.
        if (at === 1 && bad === "~") continue;
        const saved = JSON.stringify(parts.with(at, bad));
        const isToken = bad === "~" && parts[at] === null;
        expect([at, bad, parseProgress(saved) === undefined]).toEqual([at, bad, !isToken]);
      }
      expect(parseProgress(JSON.stringify(parts.toSpliced(at, 1)))).toBeUndefined();
      expect(parseProgress(JSON.stringify(parts.toSpliced(at, 0, parts[at])))).toBeUndefined();
    }
  });

  it("the most that a window may leave fits into what may be carried", () => {
    const id = "ffffffff-ffff-4fff-bfff-ffffffffffff";
    const project = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
    const runs = Array.from({ length: maxHeldRuns }, (_, n) => ({
      id: project(n),
      start: 2n ** 64n - 1n,
      project: project(n),
    }));
    let reads: readonly PastRead[] = [];
    for (let n = 0; n < 400; n++) {
      const [from, to, at] = [1.7e12 + n * 3_600_000, 1.7e12 + (n + 1) * 3_600_000, 1.8e12 + n];
      const near = n === 399 ? Array.from({ length: maxNear }, () => id) : [];
      reads = withRead(reads, { from, to, at, until: at, seen: 1_000_000, near, more: 0 });
    }
    expect(reads).toHaveLength(256);
    expect(formatCarry({ held: new HeldRuns(runs), heldAskedAt: 1.7e12, reads }).length).toBeLessThan(65_536);
  });

  it("readings that are put together keep what is certain of both, and never span a gap", () => {
    const reading = (from: number, to: number): PastRead => ({
      from,
      to,
      at: to + 10,
      until: to + 10,
      seen: 1,
      near: [],
      more: 0,
    });
    let reads: readonly PastRead[] = [reading(0, 5)];
    for (let n = 0; n < 300; n++) reads = withRead(reads, reading(10 + n, 11 + n));
    expect(reads[0]).toEqual(reading(0, 5));
    expect(reads[1]).toMatchObject({ from: 10, at: 21, seen: reads[1]!.to - 10 });
    expect(reads.at(-1)!.to).toBe(310);
  });

  it("ids are packed and unpacked; what is none is found out", () => {
    assert(
      property(array(uuids), (ids) => {
        expect(unpackIds(packIds(ids))).toEqual(ids);
      }),
    );
    expect([unpackIds(7), unpackIds("abc"), unpackIds("~".repeat(22))]).toEqual([undefined, undefined, undefined]);
  });
});
