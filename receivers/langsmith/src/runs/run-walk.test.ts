import { assert, boolean, infiniteStream, integer, property, uniqueArray } from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunRow } from "./run-fields.ts";
import { takePage, walkOf, type RunWalk } from "./run-walk.ts";
import type { NextPage, RunsPage } from "./runs-reader.ts";

const range = { from: 0n, to: 1_000n };

const row = (id: string | undefined, start: bigint | undefined): RunRow =>
  ({ id, start_time: start }) as Partial<RunRow> as RunRow;

function page(rows: readonly RunRow[], next: NextPage, isFull = true): RunsPage {
  return { rows, next, isFull, unreadable: 0, idsAsked: 0, bytes: 0 };
}

const rows = (...starts: readonly number[]): readonly RunRow[] =>
  starts.map((start) => row(`r${start}`, BigInt(start)));
const idsOf = (taken: { readonly rows: readonly RunRow[] }): readonly unknown[] => taken.rows.map(({ id }) => id);
const token = (text: string): NextPage => ({ token: text });

/** Takes pages in, one after the other; the last one's outcome. */
function taken(...pages: readonly RunsPage[]): ReturnType<typeof takePage> {
  let walk: RunWalk = walkOf(0);
  for (const each of pages.slice(0, -1)) walk = takePage(walk, each, range).walk!;
  return takePage(walk, pages.at(-1)!, range);
}

describe("taking pages in", () => {
  it("goes on with the token, and ends the group where there is none", () => {
    expect(taken(page(rows(1, 2), token("a"))).walk).toMatchObject({ token: "a", place: { start: 2n, ids: ["r2"] } });
    expect(taken(page(rows(1, 2), "none")).walk).toBeUndefined();
  });

  it("keeps what starts in [from, to), and what tells no start", () => {
    const found = page([row("a", 0n), row("b", 999n), row("c", 1_000n), row("d", undefined)], "none");
    expect(idsOf(taken(found))).toEqual(["a", "b", "d"]);
  });

  it("leaves out what the page before had, and twins within a page", () => {
    const second = taken(page(rows(1, 2), token("a")), page([...rows(2, 3), row("r3", 3n)], "none"));
    expect([idsOf(second), second.repeated]).toEqual([["r3"], 2]);
  });

  it("takes runs in that stand before the page before, and knows then that places say nothing", () => {
    const second = taken(page(rows(5, 6), token("a")), page(rows(1, 2), token("b")));
    expect([idsOf(second), second.walk?.isMixed]).toEqual([["r1", "r2"], true]);
  });

  it("begins anew behind the last run where a full page says nothing of the next one", () => {
    const first = taken(page(rows(1, 2), "unsaid"));
    expect(first).toMatchObject({
      reset: "cursor_missing",
      walk: { token: undefined, after: { start: 2n, ids: ["r2"] } },
    });
    const second = takePage(first.walk!, page([row("r2", 2n), row("twin", 2n), ...rows(3)], "none"), range);
    expect([idsOf(second), second.repeated]).toEqual([["twin", "r3"], 0]);
  });

  it("a page that is not full and says nothing of the next one is the last", () => {
    expect(taken(page(rows(1), "unsaid", false)).walk).toBeUndefined();
    expect(taken(page(rows(1), "unreadable", false)).reset).toBe("cursor_missing");
  });

  it("does not begin anew twice for nothing", () => {
    const first = taken(page(rows(1, 2), "unsaid"));
    expect(() => takePage(first.walk!, page(rows(1, 2), "unsaid"), range)).toThrow(/LANGSMITH_STUCK|lead nowhere/);
    expect(takePage(first.walk!, page(rows(2), "unsaid", false), range).walk).toBeUndefined();
  });

  it("finds out pages that say the same for ever, whatever their tokens", () => {
    let walk = walkOf(0);
    let pages = 0;
    for (; pages < 50; pages++) {
      const next = takePage(walk, page(rows(1, 2), token(`t${pages}`)), range);
      if (next.reset === "stuck") break;
      walk = next.walk!;
    }
    expect(pages).toBe(8);
  });

  it("pages in no order that cannot be gone on with are begun from their start once, and then given up", () => {
    const mixed = taken(page(rows(5, 6), token("a")), page(rows(1, 2), "unsaid"));
    expect(mixed.walk).toMatchObject({ after: undefined, place: undefined, restarted: 1 });
    const again = takePage(mixed.walk!, page(rows(5, 6), token("b")), range);
    expect(() => takePage(again.walk!, page(rows(1, 2), "unsaid"), range)).toThrow(/no order/);
  });

  it("any order of starts, any pages, tokens missing or not: every run once", () => {
    const starts = uniqueArray(integer({ min: 0, max: 999 }), { maxLength: 60 });
    assert(
      property(starts, integer({ min: 2, max: 9 }), infiniteStream(boolean()), (unsorted, size, isSaid) => {
        const all = rows(...unsorted.toSorted((a, b) => a - b));
        const found: unknown[] = [];
        let [walk, offset]: [RunWalk | undefined, number] = [walkOf(0), 0];
        for (let asked = 0; walk !== undefined && asked < 200; asked++) {
          const { after } = walk;
          if (walk.token === undefined)
            offset = after === undefined ? 0 : all.findIndex(({ start_time }) => start_time! >= after.start);
          const part = all.slice(offset, offset + size);
          offset += size;
          const next = offset >= all.length ? "none" : isSaid.next().value === true ? token(`t${offset}`) : "unsaid";
          const step: ReturnType<typeof takePage> = takePage(walk, page(part, next, part.length === size), range);
          found.push(...idsOf(step));
          walk = step.walk;
        }
        expect(found).toEqual(all.map(({ id }) => id));
      }),
    );
  });
});
