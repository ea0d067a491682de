import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRecord, type LaneRecord } from "./lane-record.ts";
import { formatRecord, parseRecord } from "./record-text.ts";

const key = { receiver: "r", loop: "l", pass: "", pipeline: "metrics" };
const old = {
  version: 1,
  ...key,
  frontier: { time: 1_000, cursor: "c" },
  epoch: 2,
  skipped: { x: { items: 1, ms: 5 } },
};
const hour = { hour: 3_600_000, amounts: { delivered_ms: 5 } };
const range = { reason: "backfill", from: 500, to: 505 };
const sums = { books: [hour], earlier: { delivered_ms: 7 }, skippedRanges: [range] };
const whole = { ...old, origin: 500, ...sums, write: "w-1" };

describe("parseRecord", () => {
  it("reads a record without books and origin, as older versions wrote it, as it is", () => {
    expect(parseRecord(JSON.stringify(old))).toEqual({
      key,
      checkpoint: { frontier: old.frontier, epoch: 2, skipped: old.skipped },
      unknown: {},
    });
  });

  it("reads what is written, and writes what it read, with fields that it does not know", () => {
    const text = JSON.stringify({ ...whole, colour: ["red"] });
    const record = parseRecord(text) as LaneRecord;
    expect(record.unknown).toEqual({ colour: ["red"] });
    expect(record.checkpoint).toMatchObject({ origin: 500, ...sums });
    expect(JSON.parse(formatRecord(record))).toEqual(JSON.parse(text));
  });

  it.each([
    ["empty", "", /no JSON/],
    ["torn", JSON.stringify(whole).slice(0, -1), /no JSON/],
    ["a list", "[]", /no fields/],
    ["of no version", JSON.stringify({ ...whole, version: undefined }), /its version is undefined/],
    ["of a newer version", JSON.stringify({ ...whole, version: 2 }), /its version is 2, this program knows 1/],
    ["without a frontier", JSON.stringify({ ...whole, frontier: undefined }), /no time in its frontier/],
    ["of the year 10000", JSON.stringify({ ...whole, frontier: { time: 253_402_300_800_000 } }), /no time in its/],
    ["with an origin that is a text", JSON.stringify({ ...whole, origin: "1" }), /an origin that is no instant/],
    ["with books that are an object", JSON.stringify({ ...whole, books: {} }), /books that are no hours/],
    ["with a book of no hour", JSON.stringify({ ...whole, books: [{ ...hour, hour: 5 }] }), /books that are no hours/],
    ["with an hour twice", JSON.stringify({ ...whole, books: [hour, hour] }), /books that are no hours in order/],
    ["with amounts of no number", JSON.stringify({ ...whole, books: [{ ...hour, amounts: { a: null } }] }), /books/],
    ["with an older sum of no number", JSON.stringify({ ...whole, earlier: { a: "1" } }), /no sums under earlier/],
    ["with stretches that are an object", JSON.stringify({ ...whole, skippedRanges: {} }), /no stretches of time/],
    [
      "with a stretch that goes back",
      JSON.stringify({ ...whole, skippedRanges: [{ ...range, to: 4 }] }),
      /no stretches/,
    ],
    ["with a stretch of no reason", JSON.stringify({ ...whole, skippedRanges: [{ from: 1, to: 2 }] }), /no stretches/],
    ["with a write that is a number", JSON.stringify({ ...whole, write: 1 }), /a write that is no text/],
  ])("says what is wrong with a record that is %s", (_what, text, why) => {
    const parsed = parseRecord(text);
    expect(isRecord(parsed)).toBe(false);
    expect((parsed as { wrong: string }).wrong).toMatch(why);
  });

  it("tells the key of a record that is wrong, where that is well", () => {
    expect(parseRecord(JSON.stringify({ ...whole, version: 2 }))).toMatchObject({ key });
    expect(parseRecord(JSON.stringify({ ...whole, epoch: 0.5 }))).toMatchObject({ key });
  });

  it("gives back every record, and refuses every one that is cut short", () => {
    const amounts = fc.dictionary(fc.string(), fc.nat());
    const record: fc.Arbitrary<LaneRecord> = fc.record({
      key: fc.record({ receiver: fc.string(), loop: fc.string(), pass: fc.string(), pipeline: fc.string() }),
      checkpoint: fc.record(
        {
          frontier: fc.record({ time: fc.integer(), cursor: fc.string() }, { requiredKeys: ["time"] }),
          epoch: fc.nat(),
          skipped: fc.dictionary(fc.string(), fc.record({ items: fc.nat(), ms: fc.nat() })),
          origin: fc.integer(),
          books: fc
            .uniqueArray(fc.nat(1_000))
            .map((hours) =>
              hours.toSorted((a, b) => a - b).map((n) => ({ hour: n * 3_600_000, amounts: { [`a${n}`]: n } })),
            ),
          earlier: amounts,
          skippedRanges: fc.array(
            fc.record({ reason: fc.string(), from: fc.nat(), to: fc.nat().map((more) => more + 2 ** 31) }),
          ),
        },
        { requiredKeys: ["frontier", "epoch", "skipped"] },
      ),
      unknown: fc.constant({}),
    });
    fc.assert(
      fc.property(record, fc.double({ min: 0, max: 0.999, noNaN: true }), (each, cut) => {
        const text = formatRecord(each);
        const parsed = parseRecord(text) as LaneRecord;
        expect(parsed.key).toEqual(each.key);
        expect(JSON.parse(JSON.stringify(parsed.checkpoint))).toEqual(JSON.parse(JSON.stringify(each.checkpoint)));
        expect(isRecord(parseRecord(text.slice(0, Math.floor(cut * text.length))))).toBe(false);
      }),
    );
  });
});
