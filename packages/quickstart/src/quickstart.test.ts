import { describe, expect, it } from "vitest";
import { parseArguments } from "./arguments.ts";
import { clock, Display, summary } from "./display.ts";
import { parsePage, sumOf } from "./metrics-page.ts";
import { decodeRequest, type ReceivedPoint } from "./otlp-decoder.ts";
import { progressOf, type Progress } from "./progress.ts";
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

describe("parseArguments", () => {
  it.each([
    [[], undefined],
    [["--for", "30s"], 30_000],
    [["--for=1m30s"], 90_000],
  ])("reads %j", (args, forMs) => {
    expect(parseArguments(args).forMs).toBe(forMs);
  });

  it.each([
    [["--for", "soon"], /"soon" is not a duration/],
    [["--for", "5s"], /at least 20s/],
    [["--fro", "30s"], /--fro/],
  ])("refuses %j", (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});

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

describe("decodeRequest", () => {
  it("refuses bytes that are no request", () => {
    expect(() => decodeRequest(bytes("not protobuf"))).toThrow();
    expect(decodeRequest(new Uint8Array())).toEqual([]);
  });
});

describe("parsePage", () => {
  it("reads samples with and without labels, and passes comments over", () => {
    const samples = parsePage('# HELP a b\na{x="1",y="two words"} 3\na{x="2"} 4\nb 5.5\n');
    expect(samples).toHaveLength(3);
    expect([sumOf(samples, "a"), sumOf(samples, "a", { x: "2" }), sumOf(samples, "b"), sumOf(samples, "c")]).toEqual([
      7, 4, 5.5, 0,
    ]);
  });
});

describe("Display", () => {
  const progress: Progress = progressOf(undefined, new SinkStore([]).state(), 0);

  it("writes a table that replaces itself on a terminal", () => {
    let written = "";
    const display = new Display((text) => (written += text), true);
    display.show(progress);
    const first = written;
    display.show(progress);
    expect(first).toContain("frontier");
    expect(written.slice(first.length).startsWith("\u001b[")).toBe(true);
  });

  it("writes plain lines elsewhere", () => {
    let written = "";
    new Display((text) => (written += text), false).show({
      ...progress,
      isUp: true,
      points: 3,
      buckets: 2,
      frontier: 3_600_000,
    });
    expect(written).toMatch(/^delivered 3 points of 2 minutes, up to 01:00/);
    expect(clock(undefined)).toBe("–");
  });
});
