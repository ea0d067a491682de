import { describe, expect, it } from "vitest";
import { defaultModels } from "../models.ts";
import { Traffic } from "../traffic.ts";
import { VisibleRequests } from "../visible-requests.ts";
import { ExportRows, type ExportBounds } from "./export-rows.ts";

const minute = 60_000;
const begin = Date.UTC(2026, 1, 3, 11);

function rowsOf(from: number, to: number, bounds: ExportBounds = "half-open", requestsPerMinute = 20): ExportRows {
  const traffic = new Traffic({
    seed: 5,
    models: defaultModels,
    workspaces: { production: ["a"] },
    requestsPerMinute,
    maxIngestionMs: 0,
  });
  return new ExportRows(new VisibleRequests(traffic, undefined), { from, to, bounds }, {});
}

describe("ExportRows", () => {
  it("every part is that part of all rows, across minutes with and without any", () => {
    const rows = rowsOf(begin + 20_000, begin + 40 * minute + 20_000);
    const all = [...rows.read(0, Infinity)];
    expect(all).toHaveLength(rows.total);
    expect(all.map(({ time }) => time)).toEqual(all.map(({ time }) => time).toSorted((a, b) => a - b));
    for (let first = 0; first <= rows.total; first += 7) {
      for (const count of [1, 13, 100]) expect([...rows.read(first, count)]).toEqual(all.slice(first, first + count));
    }
  });

  it("has no rows behind its end, and none where there are none", () => {
    const rows = rowsOf(begin, begin + minute);
    expect([...rows.read(rows.total, 5), ...rows.read(rows.total + 9, 5)]).toEqual([]);
    expect(rowsOf(begin, begin + minute, "half-open", 0).total).toBe(0);
    expect(rowsOf(begin, begin - minute).total).toBe(0);
    expect(rowsOf(begin, begin).total).toBe(0);
  });

  it.each([
    ["half-open", true, false],
    ["inclusive", true, true],
    ["exclusive", false, false],
  ] as const)("%s: lower second %s, upper second %s", (bounds, hasLower, hasUpper) => {
    const [from, to] = [begin + 7_000, begin + 33_000];
    const seconds = new Set(
      [...rowsOf(from, to, bounds, 600).read(0, Infinity)].map(({ time }) => Math.floor(time / 1_000) * 1_000),
    );
    expect([seconds.has(from), seconds.has(to)]).toEqual([hasLower, hasUpper]);
    for (const second of seconds) expect(second >= from && second <= to).toBe(true);
  });
});
