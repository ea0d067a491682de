import { describe, expect, it } from "vitest";
import { instantText, isInstant, parseInstantText } from "./instant.ts";

describe("isInstant", () => {
  it.each([
    [0, true],
    [-62_135_596_800_000, true], // year 1
    [-62_135_596_800_001, false],
    [Date.UTC(9_999, 11, 31, 23, 59, 59, 999), true],
    [Date.UTC(10_000, 0, 1), false],
    [0.5, false],
    [Number.NaN, false],
    [Infinity, false],
    ["0", false],
  ])("%s: %s", (time, is) => {
    expect(isInstant(time)).toBe(is);
  });
});

describe("instantText", () => {
  it.each([
    [0, "1970-01-01T00:00:00.000Z"],
    [-62_135_596_800_000, "0001-01-01T00:00:00.000Z"],
    [253_402_300_799_999, "9999-12-31T23:59:59.999Z"],
  ])("%s is %s, and back", (time, text) => {
    expect(instantText(time)).toBe(text);
    expect(parseInstantText(text)).toBe(time);
  });
});

describe("parseInstantText", () => {
  it.each([
    ["nanoseconds, as Go writes them", "2026-01-01T00:00:00.123456789Z", Date.UTC(2026, 0, 1) + 123],
    ["no fraction", "2026-01-01T00:00:00Z", Date.UTC(2026, 0, 1)],
    ["tenths", "2026-01-01T00:00:00.5Z", Date.UTC(2026, 0, 1) + 500],
    ["another zone", "2026-01-01T00:00:00+01:00", undefined],
    ["a date alone", "2026-01-01", undefined],
    ["a day that is not", "2026-02-30T00:00:00Z", undefined],
    ["an hour that is not", "2026-01-01T25:00:00Z", undefined],
    ["the year 0", "0000-01-01T00:00:00Z", undefined],
    ["five digits", "10000-01-01T00:00:00Z", undefined],
    ["a number", 5, undefined],
    ["nothing", undefined, undefined],
    ["words", "yesterday", undefined],
  ])("reads %s", (_what, text, time) => {
    expect(parseInstantText(text)).toBe(time);
  });
});
