import { describe, expect, it } from "vitest";
import { byteRange } from "./byte-range.ts";

describe("byteRange", () => {
  it.each([
    ["bytes=0-", 10, { start: 0, end: 10 }],
    ["bytes=4-", 10, { start: 4, end: 10 }],
    ["bytes=9-", 10, { start: 9, end: 10 }],
    ["bytes=4-6", 10, { start: 4, end: 7 }],
    ["bytes=4-4", 10, { start: 4, end: 5 }],
    ["bytes=4-99", 10, { start: 4, end: 10 }],
    ["bytes=-3", 10, { start: 7, end: 10 }],
    ["bytes=-99", 10, { start: 0, end: 10 }],
    ["bytes=10-", 10, "unsatisfiable"],
    ["bytes=11-20", 10, "unsatisfiable"],
    ["bytes=0-", 0, "unsatisfiable"],
    ["bytes=-0", 10, "unsatisfiable"],
    ["bytes=-5", 0, "unsatisfiable"],
    [undefined, 10, undefined],
    ["", 10, undefined],
    ["bytes=-", 10, undefined],
    ["bytes=6-4", 10, undefined],
    ["bytes=0-1,4-5", 10, undefined],
    ["lines=1-2", 10, undefined],
    ["bytes=a-b", 10, undefined],
  ] as const)("%s of %i bytes: %j", (header, size, expected) => {
    expect(byteRange(header, size)).toEqual(expected);
  });
});
