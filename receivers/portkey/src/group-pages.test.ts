import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GroupPages, mostPages, type PageLimits } from "./group-pages.ts";

type Row = string;
type Server = (page: number) => { readonly rows: readonly Row[]; readonly total?: number | undefined };

const rowsOf = (count: number): readonly Row[] => Array.from({ length: count }, (_, index) => `v${index}`);

/** Asks until there is nothing more to ask for. */
function read(server: Server, limits: PageLimits) {
  const pages = new GroupPages<Row>((row) => row, limits);
  for (let page = 0, hasMore = true; hasMore; page++) {
    const { rows, total } = server(page);
    hasMore = pages.take({ rows, total });
  }
  const { page: asked, rows, duplicates, truncation, missing } = pages;
  return { asked, rows, duplicates, truncation, missing };
}

/** A server with so many rows that answers pages of `size`. */
const paged =
  (count: number, size: number, total?: number): Server =>
  (page) => ({ rows: rowsOf(count).slice(page * size, (page + 1) * size), total });

/** One that ignores `current_page`. */
const stuck =
  (count: number, size: number, total?: number): Server =>
  () => ({ rows: rowsOf(count).slice(0, size), total });

const limits = { pageSize: 3, maxRows: 12 };

describe("GroupPages", () => {
  it.each([
    ["one short page", paged(2, 3, 2), { asked: 1, kept: 2 }],
    ["no row at all", paged(0, 3, 0), { asked: 1, kept: 0 }],
    ["two pages, the last one short", paged(5, 3, 5), { asked: 2, kept: 5 }],
    ["full pages only: one more is asked for", paged(6, 3, 6), { asked: 3, kept: 6 }],
    ["a source that tells no count", paged(5, 3), { asked: 2, kept: 5 }],
    ["as many rows as there may be", paged(12, 3, 12), { asked: 4, kept: 12 }],
    [
      "a source that cuts pages shorter than asked: its count says that there is more",
      paged(5, 2, 5),
      { asked: 3, kept: 5 },
    ],
    ["a page that is repeated when all rows are there", stuck(3, 3, 3), { asked: 2, kept: 3 }],
  ])("%s: nothing is missing", (_, server, { asked, kept }) => {
    expect(read(server, limits)).toMatchObject({ asked, truncation: undefined, missing: 0 });
    expect(read(server, limits).rows).toEqual(rowsOf(kept));
  });

  it.each([
    ["more rows than may be kept", paged(40, 3, 40), { asked: 4, kept: 12, truncation: "max_groups", missing: 28 }],
    ["the same, without a count", paged(40, 3), { asked: 4, kept: 12, truncation: "max_groups", missing: 0 }],
    [
      "a server that ignores the page",
      stuck(40, 3, 40),
      { asked: 4, kept: 3, truncation: "repeated_pages", missing: 37 },
    ],
    ["the same, without a count", stuck(40, 3), { asked: 4, kept: 3, truncation: "repeated_pages", missing: 0 }],
    ["a count of more than there is", paged(5, 3, 9), { asked: 3, kept: 5, truncation: "missing_rows", missing: 4 }],
    [
      "a row that moved to the page before: one comes twice, and one never",
      (page) => ({
        rows: [
          ["a", "b", "c"],
          ["c", "e"],
        ][page]!,
        total: 5,
      }),
      { asked: 2, kept: 4, truncation: "missing_rows", missing: 1 },
    ],
  ] satisfies readonly (readonly [string, Server, object])[])("%s: told", (_, server, expected) => {
    const { rows, ...found } = read(server, limits);
    expect({ ...found, kept: rows.length }).toMatchObject(expected);
  });

  it("a limit within a page: its rest is missing", () => {
    expect(read(paged(9, 3, 9), { pageSize: 3, maxRows: 4 })).toMatchObject({
      asked: 2,
      rows: ["v0", "v1", "v2", "v3"],
      truncation: "max_groups",
      missing: 5,
    });
  });

  it("rows of one value within a page: the first counts, and nothing is missing", () => {
    const server: Server = () => ({ rows: ["a", "a", "b"], total: 3 });
    expect(read(server, { pageSize: 10, maxRows: 10 })).toMatchObject({
      asked: 1,
      rows: ["a", "b"],
      duplicates: 1,
      truncation: undefined,
    });
  });

  it("a page of nothing but known values does not end it", () => {
    const server: Server = (page) => ({ rows: [["a", "b", "c"], ["a", "b", "c"], ["d"]][page]! });
    expect(read(server, limits)).toMatchObject({ asked: 3, rows: ["a", "b", "c", "d"], duplicates: 3 });
  });

  it("pages of one row: a bounded number of them", () => {
    const found = read(paged(5_000, 1, 5_000), { pageSize: 1_000, maxRows: 10_000 });
    expect(found).toMatchObject({ asked: mostPages, truncation: "page_limit", missing: 5_000 - mostPages });
  });

  it("whatever a server answers: it ends, keeps no value twice, and says when the count was not reached", () => {
    const page = fc.array(fc.integer({ min: 0, max: 9 }).map(String), { maxLength: 4 });
    const total = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(page, { maxLength: 8 }), total, (pages, count) => {
        const found = read((index) => ({ rows: pages[index] ?? [], total: count }), limits);
        expect(new Set(found.rows).size).toBe(found.rows.length);
        expect(found.asked).toBeLessThanOrEqual(mostPages);
        if (found.truncation === undefined && count !== undefined)
          expect(found.rows.length + found.duplicates).toBeGreaterThanOrEqual(count);
      }),
    );
  });
});
