import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

const now = Date.UTC(2026, 0, 1, 12, 0, 0);
const inTenSeconds = new Date(now + 10_000).toUTCString();

describe("parseRetryAfter", () => {
  it.each([
    ["seconds", "2", 2_000],
    ["blanks around", " 120 ", 120_000],
    ["leading zeros", "007", 7_000],
    ["more than can be counted", "99999999999999999999", 2_147_483_648_000],
    ["an HTTP date", inTenSeconds, 10_000],
    ["an HTTP date of RFC 850", "Thursday, 01-Jan-26 12:00:10 GMT", 10_000],
    ["an HTTP date of asctime, which is UTC on every machine", "Thu Jan  1 12:00:10 2026", 10_000],
  ])("reads %s: %j", (_what, value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });

  it.each([
    ["none", undefined],
    ["empty", ""],
    ["zero", "0"],
    ["negative", "-3"],
    ["a fraction", "1.5"],
    ["an exponent", "1e3"],
    ["hexadecimal", "0x10"],
    ["a unit", "10s"],
    ["text", "soon"],
    ["a past date", new Date(now - 1_000).toUTCString()],
    ["this very second", new Date(now).toUTCString()],
    ["an ISO date, which is no HTTP date", "2026-01-01T12:00:10Z"],
    ["two values", "10, 20"],
    ["a date of another zone", inTenSeconds.replace("GMT", "CET")],
    ["a date that is not in the calendar", "Thu, 31 Feb 2026 12:00:10 GMT"],
    ["an hour that no day has", "Thu, 01 Jan 2026 25:00:00 GMT"],
    ["an unknown month", "Thu, 01 Foo 2026 12:00:10 GMT"],
  ])("ignores %s: %j", (_what, value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined();
  });

  it("reads a date of two digits as one of the last fifty years, if it would be more than fifty ahead", () => {
    expect(parseRetryAfter("Sunday, 06-Nov-94 08:49:37 GMT", now)).toBeUndefined();
    expect(parseRetryAfter("Sunday, 06-Nov-30 08:49:37 GMT", now)).toBe(Date.UTC(2030, 10, 6, 8, 49, 37) - now);
  });

  it("reads the form that is sent back to the second, for every instant", () => {
    const second = fc.integer({ min: 1, max: 10 ** 9 });
    fc.assert(
      fc.property(second, (ahead) => {
        expect(parseRetryAfter(new Date(now + ahead * 1_000).toUTCString(), now)).toBe(ahead * 1_000);
      }),
    );
  });

  it("gives a positive, finite number or nothing, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^-?\d*(\.\d*)?$/)), (text) => {
        const ms = parseRetryAfter(text, now);
        expect(ms === undefined || (ms > 0 && Number.isFinite(ms))).toBe(true);
      }),
    );
  });
});
