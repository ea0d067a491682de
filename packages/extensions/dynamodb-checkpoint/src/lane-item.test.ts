import { isRecord, type LaneRecord } from "@genai-collector/coordination/checkpoint";
import { describe, expect, it } from "vitest";
import { formatItem, parseItem, versionOf } from "./lane-item.ts";

const record: LaneRecord = {
  key: { receiver: "portkey", loop: "analytics", pass: "", pipeline: "metrics" },
  checkpoint: {
    frontier: { time: Date.UTC(2026, 0, 1), cursor: "c" },
    epoch: 7,
    skipped: { too_old: { items: 2, ms: 10 } },
    skippedRanges: [{ reason: "too_old", from: 0, to: 10 }],
    origin: Date.UTC(2025, 0, 1),
    books: [{ hour: 3_600_000, amounts: { delivered_ms: 5 } }],
    earlier: { delivered_ms: 1 },
  },
  write: "w-1",
  unknown: { colour: "red", size: 5 },
};
const item = formatItem("p", record, 3);

describe("an item", () => {
  it("has times as texts, and sums as JSON", () => {
    expect(item).toEqual({
      pk: "p",
      receiver: "portkey",
      loop: "analytics",
      pass: "",
      pipeline: "metrics",
      time: "2026-01-01T00:00:00.000Z",
      cursor: "c",
      epoch: 7,
      version: 3,
      format: 1,
      skipped: '{"too_old":{"items":2,"ms":10}}',
      skippedRanges: '[{"reason":"too_old","from":0,"to":10}]',
      origin: "2025-01-01T00:00:00.000Z",
      books: '[{"hour":3600000,"amounts":{"delivered_ms":5}}]',
      earlier: '{"delivered_ms":1}',
      write: "w-1",
      colour: "red",
      size: 5,
    });
  });

  it("gives back the record that was written, with attributes that it does not know", () => {
    expect(parseItem(item)).toEqual(record);
    const bare: LaneRecord = { ...record, checkpoint: { frontier: { time: 0 }, epoch: 0, skipped: {} }, unknown: {} };
    expect(parseItem(formatItem("p", bare, 1))).toEqual(bare);
  });

  it("may have no version, no format and no sums, as others write it, and nanoseconds", () => {
    const { version: _, format: _f, skipped: _s, books: _b, earlier: _e, origin: _o, ...plain } = item;
    const found = parseItem({ ...plain, time: "2026-01-01T00:00:00.123456789Z" });
    expect(found).toMatchObject({ checkpoint: { frontier: { time: Date.UTC(2026, 0, 1) + 123 }, skipped: {} } });
    expect(versionOf(plain)).toBe("unversioned");
    expect(versionOf(item)).toBe(3);
  });

  it.each([
    ["no time", { time: undefined }, /no time in its frontier/],
    ["a time that is a number", { time: 5 }, /no time in its frontier/],
    ["a time that is none", { time: "yesterday" }, /no time in its frontier/],
    ["no epoch", { epoch: undefined }, /no epoch/],
    ["an epoch that is a text", { epoch: "7" }, /no epoch/],
    ["a version that is a text", { version: "3" }, /a version that is no whole number/],
    ["half a version", { version: 0.5 }, /a version that is no whole number/],
    ["a newer format", { format: 2 }, /a format 2, and this program knows 1/],
    ["sums that are no JSON", { skipped: "{" }, /no sums under skipped/],
    ["books that are no JSON", { books: "[" }, /books that are no hours/],
    ["an older sum that is no JSON", { earlier: "[" }, /no sums under earlier/],
    ["stretches that are no JSON", { skippedRanges: "[" }, /no stretches of time under skippedRanges/],
    ["an origin that is none", { origin: "1" }, /an origin that is no instant/],
    ["a cursor that is a number", { cursor: 1 }, /a cursor that is no text/],
    ["no receiver", { receiver: undefined }, /no receiver or loop/],
  ])("with %s is corrupt", (_what, wrong, why) => {
    const changed = Object.entries({ ...item, ...wrong }).filter(([, value]) => value !== undefined);
    const found = parseItem(Object.fromEntries(changed) as typeof item);
    expect(isRecord(found)).toBe(false);
    expect((found as { wrong: string }).wrong).toMatch(why);
  });
});
