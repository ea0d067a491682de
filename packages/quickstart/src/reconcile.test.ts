import { describe, expect, it } from "vitest";
import { summary } from "./display.ts";
import type { ReceivedPoint } from "./otlp-decoder.ts";
import { isClean, reconcile } from "./reconcile.ts";
import { SinkStore } from "./sink-store.ts";

const point = (value: number, digest = "a", time = 60_000): ReceivedPoint => ({
  name: "portkey_api_tokens",
  labels: { token_type: "input" },
  time,
  value,
  digest,
});
const truth = [{ metric: "tokens", labels: { token_type: "input" }, bucketEnd: 60_000, value: 7 }];
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("reconcile", () => {
  const sinkOf = (...takes: readonly (readonly [raw: string, points: readonly ReceivedPoint[]])[]): SinkStore => {
    const store = new SinkStore(["SECRET"]);
    for (const [raw, points] of takes) store.take(bytes(raw), points);
    return store;
  };
  const result = (store: SinkStore) => reconcile(truth, store.state(), "portkey_api");

  it("is clean when every point is there once", () => {
    expect(result(sinkOf(["", [point(7)]]))).toMatchObject({
      expected: 1,
      missing: 0,
      duplicated: 0,
      wrong: 0,
      leaked: 0,
      resent: 0,
    });
    expect(isClean(result(sinkOf(["", [point(7)]])))).toBe(true);
  });

  it("counts the same bytes again as sent again, which is harmless", () => {
    const again = result(sinkOf(["", [point(7)]], ["", [point(7)]]));
    expect(again).toMatchObject({ resent: 1, duplicated: 0 });
    expect(isClean(again)).toBe(true);
  });

  it("counts other bytes for the same point as duplicated", () => {
    expect(isClean(result(sinkOf(["", [point(7)]], ["", [point(7, "b")]])))).toBe(false);
  });

  it.each([
    ["nothing came", sinkOf(), { missing: 1 }],
    ["another value", sinkOf(["", [point(8)]]), { wrong: 1 }],
    ["another time", sinkOf(["", [point(7, "a", 120_000)]]), { missing: 1, duplicated: 1 }],
    ["something leaked", sinkOf(["x SECRET x", [point(7)]]), { leaked: 1 }],
  ])("is not clean when %s", (_name, store, expected) => {
    expect(result(store)).toMatchObject(expected);
    expect(isClean(result(store))).toBe(false);
  });

  it("is not clean when there was nothing to look at", () => {
    expect(isClean(reconcile([], sinkOf().state(), "x"))).toBe(false);
  });

  it("says each figure, and the first differences", () => {
    const text = summary(result(sinkOf()));
    for (const word of ["expected", "delivered", "missing", "duplicated", "wrong", "leaked", "sent again"])
      expect(text).toContain(word);
    expect(text).toContain('missing: portkey_api_tokens{token_type="input"} at 1970-01-01T00:01:00.000Z');
  });
});
