import { expect, it } from "vitest";
import { compactTime, naiveTime, parseTime, zonedTime } from "./micro-time.ts";

const micros = Date.UTC(2026, 2, 2, 9, 12, 7) * 1_000 + 481_205;

it("writes times with microseconds: without a zone, with one, and without punctuation", () => {
  expect([naiveTime(micros), zonedTime(micros), compactTime(micros)]).toEqual([
    "2026-03-02T09:12:07.481205",
    "2026-03-02T09:12:07.481205Z",
    "20260302T091207481205Z",
  ]);
});

it.each([
  ["2026-03-02T09:12:07.481205", micros],
  ["2026-03-02T09:12:07.481205999Z", micros],
  ["2026-03-02T10:12:07.481205+01:00", micros],
  ["2026-03-02T09:12:07", micros - 481_205],
  ["2026-03-02", undefined],
  ["2026-13-02T09:12:07Z", undefined],
  [1_772_442_727, undefined],
  [null, undefined],
])("reads %j as %j", (text, expected) => {
  expect(parseTime(text)).toBe(expected);
});
