import { describe, expect, it } from "vitest";
import { CollectorError, combineErrors, isAborted, isCollectorError, rejectedItems, type ErrorKind } from "./errors.ts";

const error = (kind: ErrorKind, details: { retryAfterMs?: number; items?: number } = {}): CollectorError =>
  new CollectorError(`TEST_${kind.toUpperCase()}`, `it was ${kind}`, {
    kind,
    retryAfterMs: details.retryAfterMs,
    rejected: details.items === undefined ? undefined : [{ items: details.items, reason: kind }],
  });

describe("isCollectorError", () => {
  it("recognises the error of another copy of this package by its mark", () => {
    const foreign = Object.assign(new Error("x"), {
      [Symbol.for("genai-collector.error/1")]: true,
      code: "X",
      kind: "gap",
    });
    expect(isCollectorError(foreign)).toBe(true);
  });

  it.each([[new Error("x")], [undefined], [null], ["x"], [{ code: "X", kind: "gap" }]])(
    "does not take %s for one",
    (value) => {
      expect(isCollectorError(value)).toBe(false);
    },
  );
});

describe("isAborted", () => {
  it("goes by the ending of the code", () => {
    expect(isAborted(new CollectorError("BATCH_ABORTED", "x", { kind: "retryable" }))).toBe(true);
    expect(isAborted(error("retryable"))).toBe(false);
    expect(isAborted(new Error("ABORTED"))).toBe(false);
  });
});

describe("rejectedItems", () => {
  it.each([
    ["a bug", new Error("x"), 5],
    ["an error that is no gap", error("retryable", { items: 2 }), 5],
    ["a gap that names no part", error("gap"), 5],
    ["a gap that names a part", error("gap", { items: 2 }), 2],
    ["a gap that names others' items, too", error("gap", { items: 9 }), 5],
  ])("of five items, of %s", (_, thrown, rejected) => {
    expect(rejectedItems(thrown, 5)).toBe(rejected);
  });
});

describe("combineErrors", () => {
  it("is undefined for none, and passes a single one on as it is", () => {
    const only = error("gap");
    expect(combineErrors([])).toBeUndefined();
    expect(combineErrors([only])).toBe(only);
  });

  it("lets a bug win over everything", () => {
    const bug = new TypeError("x is undefined");
    expect(combineErrors([error("retryable"), bug, error("gap")])).toBe(bug);
  });

  // The order of design: what loses least wins.
  const order: readonly ErrorKind[] = ["retryable", "refused", "malformed", "misconfigured", "gap"];
  const pairs = order.flatMap((stronger, i) => order.slice(i + 1).map((weaker) => [stronger, weaker] as const));
  it.each(pairs)("%s wins over %s, whatever the order", (stronger, weaker) => {
    for (const errors of [
      [error(stronger), error(weaker)],
      [error(weaker), error(stronger)],
    ]) {
      const combined = combineErrors(errors) as CollectorError;
      expect([combined.kind, combined.code]).toEqual([stronger, error(stronger).code]);
    }
  });

  it("keeps the longest delay, every rejected part and every message", () => {
    const combined = combineErrors([
      error("gap", { items: 2 }),
      error("retryable", { retryAfterMs: 5_000, items: 3 }),
      error("refused", { retryAfterMs: 9_000 }),
    ]) as CollectorError;
    expect(combined.retryAfterMs).toBe(9_000);
    expect(combined.rejected.toSorted((a, b) => a.items - b.items)).toEqual([
      { items: 2, reason: "gap" },
      { items: 3, reason: "retryable" },
    ]);
    expect(combined.message).toContain("it was gap");
    expect((combined.cause as AggregateError).errors).toHaveLength(3);
  });
});
