import type { BookedHour, Checkpoint } from "@genai-collector/component";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addBooked, addSkipped, type Books } from "./sums.ts";

const hourMs = 3_600_000;
const hour = (n: number, amounts: Record<string, number>): BookedHour => ({ hour: n * hourMs, amounts });

describe("addSkipped", () => {
  it("sums items and time by reason, and leaves what it was given as it is", () => {
    const before = { too_old: { items: 1, ms: 10 } };
    const more = [
      { reason: "too_old", items: 2, from: 5, to: 10 },
      { reason: "backfill", from: 0, to: 60_000 },
      { reason: "backfill", items: 3 },
    ];
    expect(addSkipped(before, more)).toEqual({ too_old: { items: 3, ms: 15 }, backfill: { items: 3, ms: 60_000 } });
    expect(before).toEqual({ too_old: { items: 1, ms: 10 } });
  });

  it.each(["__proto__", "constructor", "toString", ""])("keeps a reason called %j", (reason) => {
    const once = addSkipped({}, [{ reason, items: 1 }]);
    const twice = addSkipped(JSON.parse(JSON.stringify(once)) as typeof once, [{ reason, items: 1 }]);
    expect(Object.entries(twice)).toEqual([[reason, { items: 2, ms: 0 }]]);
  });
});

describe("sums of a sink whose reasons are never the same", () => {
  it("stay bounded: beyond 64 reasons, and with long ones, all counts for one more", () => {
    let sums: Checkpoint["skipped"] = { too_old: { items: 5, ms: 0 } };
    for (let n = 0; n < 500; n++) sums = addSkipped(sums, [{ reason: `sample ${n} of ${"x".repeat(n)}`, items: 1 }]);
    expect(Object.keys(sums).length).toBeLessThanOrEqual(65);
    expect(JSON.stringify(sums).length).toBeLessThan(10_000);
    expect(Object.values(sums).reduce((sum, { items }) => sum + items, 0)).toBe(505);
    expect(addSkipped(sums, [{ reason: "too_old", items: 1, from: 0, to: 7 }])["too_old"]).toEqual({ items: 6, ms: 7 });
    expect(sums["other"]!.items).toBeGreaterThan(400);
  });

  it("that an older version let grow lose nothing", () => {
    const grown = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`reason ${n}`, { items: 1, ms: 2 }]));
    expect(addSkipped(grown, [{ reason: "reason 7", items: 1 }])).toEqual({
      ...grown,
      "reason 7": { items: 2, ms: 2 },
    });
  });
});

describe("addBooked", () => {
  it("adds up by hour and name, oldest hour first, and leaves what it was given as it is", () => {
    const before: Books = { books: [hour(5, { delivered_ms: 1 })] };
    const after = addBooked(before, [hour(5, { delivered_ms: 2, delivered_items: 3 }), hour(4, { delivered_ms: 7 })]);
    expect(after).toEqual({
      books: [hour(4, { delivered_ms: 7 }), hour(5, { delivered_ms: 3, delivered_items: 3 })],
    });
    expect(before).toEqual({ books: [hour(5, { delivered_ms: 1 })] });
  });

  it("keeps the newest 26 hours, and older ones in one sum", () => {
    let books: Books = {};
    for (let n = 0; n < 30; n++) books = addBooked(books, [hour(n, { delivered_ms: 1 })]);
    expect(books.books!.map((each) => each.hour / hourMs)).toEqual(Array.from({ length: 26 }, (_, i) => i + 4));
    expect(books.earlier).toEqual({ delivered_ms: 4 });
    // An hour that is older than all that have books goes straight into the sum.
    expect(addBooked(books, [hour(-1, { skipped_ms: 5 })])).toEqual({
      books: books.books,
      earlier: { delivered_ms: 4, skipped_ms: 5 },
    });
  });

  it("gives no hour to what books nothing, and none of the 26 places", () => {
    expect(addBooked({}, [])).toEqual({});
    expect(addBooked({}, [hour(1, {}), hour(2, { delivered_ms: 0 })])).toEqual({});
    expect(addBooked({ books: [], earlier: {} }, [])).toEqual({ books: [], earlier: {} });
  });

  it("never loses an amount, whatever is booked in whatever order", () => {
    const name = fc.constantFrom("delivered_ms", "skipped_ms/too_old", "__proto__");
    const bookings = fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }), name, fc.nat(9)), { maxLength: 120 });
    fc.assert(
      fc.property(bookings, (all) => {
        let books: Books = {};
        const sums = new Map<string, number>();
        for (const [n, what, amount] of all) {
          books = addBooked(books, [{ hour: n * hourMs, amounts: Object.fromEntries([[what, amount]]) }]);
          if (amount > 0) sums.set(what, (sums.get(what) ?? 0) + amount);
        }
        const found = new Map<string, number>();
        for (const amounts of [...(books.books ?? []).map((each) => each.amounts), books.earlier ?? {}])
          for (const [what, amount] of Object.entries(amounts)) found.set(what, (found.get(what) ?? 0) + amount);
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(sums));
        expect((books.books ?? []).length).toBeLessThanOrEqual(26);
      }),
    );
  });
});
