import { keyText, type LaneRecord } from "@genai-collector/coordination/checkpoint";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyFile, formatRecords, parseRecords } from "./record-file.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string) => parseRecords("c.json", bytes(text));
const key = { receiver: "r", loop: "l", pass: "", pipeline: "metrics" };
const lane = { ...key, frontier: { time: 1_000, cursor: "c" }, epoch: 2, skipped: { too_old: { items: 1, ms: 5 } } };
const fileOf = (...lanes: readonly unknown[]): string => JSON.stringify({ version: 1, lanes });

describe("parseRecords", () => {
  it("reads what is written, and writes what it read", () => {
    const text = formatRecords(parse(fileOf(lane, { ...lane, loop: "k" })));
    expect(text.split("\n")).toHaveLength(5); // a line a lane, so that a person can compare two files
    expect(JSON.parse(text)).toEqual({ version: 1, lanes: [{ ...lane, loop: "k" }, lane] });
    expect(formatRecords(parse(text))).toBe(text);
  });

  it("keeps fields that it does not know, of the file and of a lane", () => {
    const text = JSON.stringify({ version: 1, written_by: { a: [1] }, lanes: [{ ...lane, colour: "red" }] });
    expect(JSON.parse(formatRecords(parse(text)))).toEqual(JSON.parse(text));
  });

  it("writes a file without lanes that it can read", () => {
    expect(parse(formatRecords(emptyFile))).toEqual(emptyFile);
  });

  it.each([
    ["empty", "", /it is no JSON/],
    ["torn", fileOf(lane).slice(0, -5), /it is no JSON/],
    ["zeros", "\0\0\0\0", /it is no JSON/],
    ["two files in one", fileOf(lane) + fileOf(lane), /it is no JSON/],
    ["a number", "1", /no list under lanes/],
    ["a list", "[]", /no list under lanes/],
    ["null", "null", /no list under lanes/],
    ["another object", '{"a":1}', /no list under lanes/],
    ["lanes that are no list", '{"version":1,"lanes":{}}', /no list under lanes/],
    ["no version", '{"lanes":[]}', /its version is undefined, this program knows 1/],
    ["a newer version", '{"version":2,"lanes":[]}', /its version is 2, this program knows 1/],
    ["a version that is a text", '{"version":"1","lanes":[]}', /its version is "1"/],
    ["a lane twice", fileOf(lane, { ...lane, epoch: 9 }), /lane 1 stands there twice/],
  ])("refuses a file that is %s", (_what, text, why) => {
    const act = () => parse(text);
    expect(act).toThrow(expect.objectContaining({ code: "CHECKPOINT_UNREADABLE", kind: "misconfigured" }));
    expect(act).toThrow(why);
    expect(act).toThrow(/c\.json.*mend it, or move it away to start over/);
  });

  it.each([
    ["null", null, /lane 0 has no fields/],
    ["a list", [], /no fields/],
    ["without a receiver", { ...lane, receiver: undefined }, /no receiver or loop/],
    ["with a loop that is a number", { ...lane, loop: 1 }, /no receiver or loop/],
    ["without a pass", { ...lane, pass: undefined }, /no pass or pipeline/],
    ["without a pipeline", { ...lane, pipeline: null }, /no pass or pipeline/],
    ["without a frontier", { ...lane, frontier: undefined }, /no time in its frontier/],
    ["with a frontier without a time", { ...lane, frontier: { cursor: "c" } }, /no time in its frontier/],
    ["with a time that is a text", { ...lane, frontier: { time: "1000" } }, /no time in its frontier/],
    ["with half a millisecond", { ...lane, frontier: { time: 0.5 } }, /no time in its frontier/],
    ["with a time beyond the year 9999", { ...lane, frontier: { time: 253_402_300_800_000 } }, /no time/],
    ["with a cursor that is no text", { ...lane, frontier: { time: 1, cursor: 2 } }, /a cursor that is no text/],
    ["without an epoch", { ...lane, epoch: undefined }, /no epoch/],
    ["with half an epoch", { ...lane, epoch: 1.5 }, /no epoch/],
    ["without sums", { ...lane, skipped: undefined }, /no sums under skipped/],
    ["with a sum that is a number", { ...lane, skipped: { x: 1 } }, /no sums under skipped/],
    ["with a sum of no number", { ...lane, skipped: { x: { items: null, ms: 0 } } }, /no sums under skipped/],
  ])("refuses a lane that is %s", (_what, bad, why) => {
    expect(() => parse(fileOf(bad))).toThrow(why);
  });

  it("refuses bytes that are no UTF-8: a replaced character would be another lane", () => {
    const [before, after] = fileOf({ ...lane, loop: "X" }).split("X");
    const broken = Buffer.concat([bytes(before!), Buffer.from([0xff]), bytes(after!)]);
    expect(() => parseRecords("c.json", broken)).toThrow(/it is no JSON/);
  });

  it("refuses every file that is cut short, and gives back every file that is whole", () => {
    const record: fc.Arbitrary<LaneRecord> = fc.record({
      key: fc.record({ receiver: fc.string(), loop: fc.string(), pass: fc.string(), pipeline: fc.string() }),
      checkpoint: fc.record({
        frontier: fc.record({ time: fc.integer(), cursor: fc.string() }, { requiredKeys: ["time"] }),
        epoch: fc.nat(),
        skipped: fc.dictionary(fc.string(), fc.record({ items: fc.nat(), ms: fc.nat() })),
      }),
      unknown: fc.constant({}),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 4 }), fc.double({ min: 0, max: 1, noNaN: true }), (records, cut) => {
        const lanes = new Map(records.map((each) => [keyText(each.key), each]));
        const text = formatRecords({ lanes, unknown: {} });
        expect(JSON.parse(formatRecords(parse(text)))).toEqual(JSON.parse(text));
        expect(parse(text).lanes.size).toBe(lanes.size);
        const length = Math.floor(cut * (text.trimEnd().length - 1));
        expect(() => parse(text.slice(0, length))).toThrow(/cannot be used/);
      }),
    );
  });
});
