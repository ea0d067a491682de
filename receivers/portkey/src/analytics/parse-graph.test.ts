import { describe, expect, it } from "vitest";
import { parseGraph, type GraphPoint } from "./parse-graph.ts";

const bytes = (answer: unknown): Uint8Array => Buffer.from(JSON.stringify(answer));
const pointsOf = (...data: readonly object[]): readonly GraphPoint[] =>
  parseGraph("requests", bytes({ data_points: data })).points;
const noon = "2026-02-03T12:00:00Z";

// Numbers in names are those of portkey.md §7.
describe("parseGraph", () => {
  it("9: timestamp `not-a-date`: error; `.000Z` fraction: parsed", () => {
    expect(() => pointsOf({ timestamp: "not-a-date", total: 1 })).toThrow(
      /graph requests: expected an RFC 3339 time at data_points\[0\].timestamp/,
    );
    expect(pointsOf({ timestamp: "2026-02-03T09:31:00.000Z", total: 1 })[0]!.start).toBe(Date.UTC(2026, 1, 3, 9, 31));
  });

  it("12: raw JSON fixtures (not re-encoded structs) for tokens, latency, quota: every wire name decoded", () => {
    const tokens = `{ "object": "analytics-graph", "is_quota_exceeded": false, "data_points": [
      { "timestamp": "2026-02-03T09:31:00.000Z", "total": 912, "total_request_units": 700, "total_response_units": 212 } ] }`;
    const latency = `{ "summary": { "avg": 830, "p50": 610, "p90": 1920, "p99": 4400 }, "object": "analytics-graph", "data_points": [
      { "timestamp": "2026-02-03T09:31:00.000Z", "avg": 845, "p50": 600, "p90": 1900, "p99": 4310 } ] }`;
    expect([...parseGraph("tokens", Buffer.from(tokens)).points[0]!.values.values()]).toEqual([912, 700, 212]);
    expect([...parseGraph("latency", Buffer.from(latency)).points[0]!.values.values()]).toEqual([600, 1900, 4310, 845]);
    const flagged = Buffer.from('{ "is_quota_exceeded": true, "data_points": null }');
    expect(parseGraph("cost", flagged)).toMatchObject({ isOverQuota: true, points: [] });
    expect(parseGraph("cost", Buffer.from('{ "data_points": [] }')).isOverQuota).toBe(false);
  });

  it.each([
    ["12", 12],
    ["1.5e2", 150],
    [-3, -3],
    ["", undefined],
    ["0x10", undefined],
    ["twelve", undefined],
    [null, undefined],
    [true, undefined],
    [{}, undefined],
    ["1e999", undefined],
    [1e300, undefined],
    ["9".repeat(100_000), undefined],
    [9_007_199_254_740_991, 9_007_199_254_740_991],
  ])("reads the number %j as %s", (total, value) => {
    expect(pointsOf({ timestamp: noon, total })[0]!.values.get("total")).toBe(value);
  });

  it.each([
    [{}, "expected a list under data_points, found nothing"],
    [{ data_points: null }, "expected a list under data_points, found null"],
    [[], "expected a list under data_points: expected an object at byte 0"],
    [{ data_points: {} }, "expected a list under data_points: expected an array at byte 15"],
    [{ data_points: [null] }, "expected objects in data_points, found 1 not_an_object"],
    [{ data_points: [{ total: 1 }] }, "expected an RFC 3339 time at data_points[0].timestamp"],
    [{ data_points: [{ timestamp: 1 }] }, "expected an RFC 3339 time at data_points[0].timestamp"],
  ])("answers %j with an error that names no content", (answer, problem) => {
    expect(() => parseGraph("requests", bytes(answer))).toThrow(
      expect.objectContaining({
        code: "PORTKEY_SCHEMA",
        kind: "malformed",
        message: expect.stringContaining(problem) as string,
      }),
    );
  });

  it.each(["null", '"text"', "<html>", '{"data_points":[', '{"data_points":[]', '{"data_points":[{"total":}]}', ""])(
    "answers %s as what is not JSON",
    (answer) => {
      expect(() => parseGraph("requests", Buffer.from(answer))).toThrow(
        expect.objectContaining({ code: "POLLING_BAD_JSON" }),
      );
    },
  );
});
