import { describe, expect, it } from "vitest";
import { deriveSamples, type Derivation } from "./derive-samples.ts";
import { assertMinutes } from "./granularity.ts";
import { graphNames, seriesOf, type GraphName } from "./graphs.ts";
import { parseGraph, type GraphPoint } from "./parse-graph.ts";

const minute = 60_000;
const base = Date.UTC(2026, 1, 3, 9, 30);
const at = (index: number): string => new Date(base + index * minute).toISOString();
const derivation: Derivation = {
  prefix: "portkey_api",
  costDivisor: 100,
  useCase: "",
  from: base,
  to: base + 60 * minute,
};

const points = (name: GraphName, ...data: readonly object[]): readonly GraphPoint[] =>
  parseGraph(name, { data_points: data }).points;

const derive = (name: GraphName, ...data: readonly object[]): readonly (readonly [string, string, number, number])[] =>
  deriveSamples(new Map([[name, points(name, ...data)]]), derivation).map((s) => [
    s.series,
    Object.entries(s.labels).flat().join("="),
    s.value,
    (s.bucketEnd - base) / minute,
  ]);

describe("derivation", () => {
  it("§7.2: reads timestamps as bucket starts, so that ends are a minute later", () => {
    const data = Array.from({ length: 12 }, (_, i) => ({ timestamp: at(i), total: i }));
    const samples = deriveSamples(new Map([["requests", points("requests", ...data)]]), {
      ...derivation,
      to: base + 9 * minute,
    });
    expect(samples.map((s) => s.bucketEnd)).toEqual(Array.from({ length: 9 }, (_, i) => base + (i + 1) * minute));
  });

  it("§7.3: turns latency from milliseconds to seconds under quantile", () => {
    expect(derive("latency", { timestamp: at(0), avg: 840, p50: 600, p90: 1900, p99: 4300 })).toEqual([
      ["portkey_api_latency_seconds", "quantile=p50", 0.6, 1],
      ["portkey_api_latency_seconds", "quantile=p90", 1.9, 1],
      ["portkey_api_latency_seconds", "quantile=p99", 4.3, 1],
      ["portkey_api_latency_seconds", "quantile=avg", 0.84, 1],
    ]);
  });

  it("§7.4: makes 20 samples of five latency buckets, five for each statistic", () => {
    const data = Array.from({ length: 5 }, (_, i) => ({ timestamp: at(i), avg: 1, p50: 2, p90: 3, p99: 4 }));
    const samples = derive("latency", ...data);
    expect(samples).toHaveLength(20);
    for (const statistic of ["p50", "p90", "p99", "avg"]) {
      expect(samples.filter(([, label]) => label === `quantile=${statistic}`)).toHaveLength(5);
    }
  });

  it("§7.5: makes three samples of tokens with exactly their values", () => {
    expect(
      derive("tokens", { timestamp: at(0), total: 912, total_request_units: 700, total_response_units: 212 }),
    ).toEqual([
      ["portkey_api_tokens", "token_type=total", 912, 1],
      ["portkey_api_tokens", "token_type=input", 700, 1],
      ["portkey_api_tokens", "token_type=output", 212, 1],
    ]);
  });

  it("§7.6: sorts a descending answer", () => {
    expect(
      derive("requests", { timestamp: at(1), total: 2 }, { timestamp: at(0), total: 1 }).map(([, , value]) => value),
    ).toEqual([1, 2]);
  });

  it("§7.10: leaves out a bucket that ends at the range's start, keeps one that ends at its end", () => {
    const range = { ...derivation, from: base + minute, to: base + 2 * minute };
    const data = points(
      "requests",
      { timestamp: at(0), total: 1 },
      { timestamp: at(1), total: 2 },
      { timestamp: at(2), total: 3 },
    );
    expect(deriveSamples(new Map([["requests", data]]), range).map((s) => s.value)).toEqual([2]);
  });

  it("§7.11: emits an explicit zero bucket of a count graph", () => {
    expect(derive("errors", { timestamp: at(0), total: 0 })).toEqual([["portkey_api_errors", "", 0, 1]]);
  });

  it("§7.13: leaves out a series whose field is missing or null, and names the field", () => {
    const parsed = parseGraph("tokens", { data_points: [{ timestamp: at(0), total: 5, total_response_units: null }] });
    expect(parsed.missingFields).toEqual(["total_request_units", "total_response_units"]);
    expect(derive("tokens", { timestamp: at(0), total: 5 })).toEqual([
      ["portkey_api_tokens", "token_type=total", 5, 1],
    ]);
  });

  it("§7.14: turns a cost of 250 cents into 2.5 USD", () => {
    expect(derive("cost", { timestamp: at(0), total: 250 })).toEqual([["portkey_api_cost_usd", "", 2.5, 1]]);
  });

  it("labels every sample of a use case", () => {
    const samples = deriveSamples(new Map([["latency", points("latency", { timestamp: at(0), p50: 1 })]]), {
      ...derivation,
      useCase: "chat",
    });
    expect(samples.map((s) => s.labels)).toEqual([{ api_key_use_case: "chat", quantile: "p50" }]);
  });

  it("leaves out the latency of a minute without requests, and of a minute with nothing but zeros", () => {
    const zero = { avg: 0, p50: 0, p90: 0, p99: 0 };
    const answers = new Map([
      [
        "latency",
        points("latency", { timestamp: at(0), ...zero }, { timestamp: at(1), avg: 0, p50: 0, p90: 0, p99: 9 }),
      ],
      ["requests", points("requests", { timestamp: at(0), total: 3 }, { timestamp: at(1), total: 0 })],
    ] as const);
    expect(deriveSamples(answers, derivation).map((s) => s.series)).toEqual([
      "portkey_api_requests",
      "portkey_api_requests",
    ]);
  });

  it("declares every series that it makes", () => {
    const declared = seriesOf(graphNames, "portkey_api", false);
    const everything = {
      timestamp: at(0),
      total: 1,
      total_request_units: 1,
      total_response_units: 1,
      avg: 1,
      p50: 1,
      p90: 1,
      p99: 1,
    };
    const answers = new Map(graphNames.map((name) => [name, points(name, everything)] as const));
    for (const sample of deriveSamples(answers, derivation)) {
      const series = declared.find((d) => d.name === sample.series);
      expect(series?.labels, sample.series).toEqual(Object.keys(sample.labels));
    }
  });
});

describe("parseGraph", () => {
  it("§7.9: refuses a timestamp that is none, and reads fractions of a second", () => {
    expect(() => points("requests", { timestamp: "not-a-date", total: 1 })).toThrow(
      /graph requests: expected an RFC 3339 time at data_points\[0\].timestamp, found string/,
    );
    expect(points("requests", { timestamp: "2026-02-03T09:31:00.000Z", total: 1 })[0]!.start).toBe(
      Date.UTC(2026, 1, 3, 9, 31),
    );
  });

  it("§7.12: decodes every wire name of a recorded answer", () => {
    const tokens = `{ "object": "analytics-graph", "is_quota_exceeded": false, "data_points": [
      { "timestamp": "2026-02-03T09:31:00.000Z", "total": 912, "total_request_units": 700, "total_response_units": 212 } ] }`;
    const latency = `{ "summary": { "avg": 830, "p50": 610, "p90": 1920, "p99": 4400 }, "object": "analytics-graph", "data_points": [
      { "timestamp": "2026-02-03T09:31:00.000Z", "avg": 845, "p50": 600, "p90": 1900, "p99": 4310 } ] }`;
    expect([...parseGraph("tokens", JSON.parse(tokens)).points[0]!.values.values()]).toEqual([912, 700, 212]);
    expect([...parseGraph("latency", JSON.parse(latency)).points[0]!.values.values()]).toEqual([600, 1900, 4310, 845]);
    expect(parseGraph("cost", JSON.parse('{ "is_quota_exceeded": true, "data_points": null }')).isQuotaExceeded).toBe(
      true,
    );
    expect(parseGraph("cost", JSON.parse('{ "data_points": [] }')).isQuotaExceeded).toBe(false);
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
  ])("reads the number %j as %s", (total, value) => {
    expect(points("requests", { timestamp: at(0), total })[0]!.values.get("total")).toBe(value);
  });

  it.each([
    [null],
    [[]],
    ["text"],
    [{}],
    [{ data_points: {} }],
    [{ data_points: [null] }],
    [{ data_points: [{ total: 1 }] }],
  ])("answers %j with an error that names no content", (answer) => {
    expect(() => parseGraph("requests", answer)).toThrow(
      /^graph requests: expected .*, found (null|a list|string|undefined|object|number)$/,
    );
  });
});

describe("granularity guard", () => {
  const steps = (...seconds: readonly number[]): readonly GraphPoint[] => {
    let start = base;
    return [0, ...seconds].map((step) => ({ start: (start += step * 1_000), values: new Map() }));
  };

  it.each([
    ["§7.7: steps of 60 s and 120 s", [60, 120]],
    ["§7.8: two points 120 s apart", [120]],
    ["a single point", []],
    ["sparse minutes without a common step", [120, 180, 600]],
  ])("accepts %s", (_name, seconds) => {
    expect(() => assertMinutes("cost", steps(...seconds))).not.toThrow();
  });

  it.each([
    ["§7.7: steps of 60 s and 90 s", [60, 90], /a step of 90 s/],
    ["§7.7: a repeated timestamp", [60, 0], /two points at/],
    ["§7.8: ten-minute buckets", [600, 600], /multiples of 600 s/],
    ["hourly buckets", [3_600, 3_600, 7_200], /multiples of 3600 s/],
    ["two points ten minutes apart", [600], /a single step of 600 s/],
  ])("refuses %s", (_name, seconds, message) => {
    expect(() => assertMinutes("cost", steps(...seconds))).toThrow(message);
  });
});
