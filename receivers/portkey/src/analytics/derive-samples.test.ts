import { describe, expect, it } from "vitest";
import { deriveSamples, type Derivation } from "./derive-samples.ts";
import { graphNames, seriesOf, type GraphName } from "./graphs.ts";
import { parseGraph, type GraphPoint, type ParsedGraph } from "./parse-graph.ts";

// Numbers in names are those of portkey.md §7.

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

const parse = (name: GraphName, ...data: readonly object[]): ParsedGraph =>
  parseGraph(name, Buffer.from(JSON.stringify({ data_points: data })));
const points = (name: GraphName, ...data: readonly object[]): readonly GraphPoint[] => parse(name, ...data).points;

const derive = (name: GraphName, ...data: readonly object[]): readonly (readonly [string, string, number, number])[] =>
  deriveSamples(new Map([[name, points(name, ...data)]]), derivation).map((s) => [
    s.series,
    Object.entries(s.labels).flat().join("="),
    s.value,
    (s.bucketEnd - base) / minute,
  ]);

describe("derivation", () => {
  // What has settled is for the settle processor to say; a derivation is bounded by the request that it answers. Here
  // both bounds are what settled: until now − settle = base + 9 min.
  const settled = { ...derivation, from: base, to: base + 9 * minute };
  const twelve = (first: number): readonly object[] =>
    Array.from({ length: 12 }, (_, i) => ({ timestamp: at(first + i), total: i }));
  const endsOf = (data: readonly object[]): readonly number[] =>
    deriveSamples(new Map([["requests", points("requests", ...data)]]), settled).map(
      ({ bucketEnd }) => (bucketEnd - base) / minute,
    );

  it("1: points base+1…base+12 min, settle 4 m, now = base+13 m, since = base, read as bucket ends: 9 samples, all in (base, base+9m]", () => {
    expect(endsOf(twelve(0))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("2: same points read as bucket starts (the real semantics): ends shifted by 60 s, 8 samples", () => {
    expect(endsOf(twelve(1))).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("3: latency point {avg 840, p50 600, p90 1900, p99 4300} ms: 0.84, 0.6, 1.9, 4.3 s under `quantile`", () => {
    expect(derive("latency", { timestamp: at(0), avg: 840, p50: 600, p90: 1900, p99: 4300 })).toEqual([
      ["portkey_api_latency_seconds", "quantile=p50", 0.6, 1],
      ["portkey_api_latency_seconds", "quantile=p90", 1.9, 1],
      ["portkey_api_latency_seconds", "quantile=p99", 4.3, 1],
      ["portkey_api_latency_seconds", "quantile=avg", 0.84, 1],
    ]);
  });

  it("4: five settled latency buckets: 20 samples, five per statistic", () => {
    const data = Array.from({ length: 5 }, (_, i) => ({ timestamp: at(i), avg: 1, p50: 2, p90: 3, p99: 4 }));
    const samples = derive("latency", ...data);
    expect(samples).toHaveLength(20);
    for (const statistic of ["p50", "p90", "p99", "avg"]) {
      expect(samples.filter(([, label]) => label === `quantile=${statistic}`)).toHaveLength(5);
    }
  });

  it("5: tokens {912, 700, 212}: three samples total/input/output with exactly these values", () => {
    expect(
      derive("tokens", { timestamp: at(0), total: 912, total_request_units: 700, total_response_units: 212 }),
    ).toEqual([
      ["portkey_api_tokens", "token_type=total", 912, 1],
      ["portkey_api_tokens", "token_type=input", 700, 1],
      ["portkey_api_tokens", "token_type=output", 212, 1],
    ]);
  });

  it("6: descending response order: sorted, ascending output, no error", () => {
    expect(
      derive("requests", { timestamp: at(1), total: 2 }, { timestamp: at(0), total: 1 }).map(([, , value]) => value),
    ).toEqual([1, 2]);
  });

  // The spec's bounds are the watermark and now − settle. Here they are the request's: settle draws the others.
  it("10: bucket_end == from: not emitted; bucket_end == to: emitted", () => {
    const range = { ...derivation, from: base + minute, to: base + 2 * minute };
    const data = points(
      "requests",
      { timestamp: at(0), total: 1 },
      { timestamp: at(1), total: 2 },
      { timestamp: at(2), total: 3 },
    );
    expect(deriveSamples(new Map([["requests", data]]), range).map((s) => s.value)).toEqual([2]);
  });

  it("11: explicit zero bucket: a 0 sample is emitted for count graphs", () => {
    for (const graph of ["errors", "requests", "users"] as const)
      expect(derive(graph, { timestamp: at(0), total: 0 })).toEqual([[`portkey_api_${graph}`, "", 0, 1]]);
    expect(derive("cost", { timestamp: at(0), total: 0 })).toEqual([["portkey_api_cost_usd", "", 0, 1]]);
  });

  it("13: a field missing from a tokens point: that series is omitted and flagged, not emitted as 0 (nor is null)", () => {
    expect(parse("tokens", { timestamp: at(0), total: 5, total_response_units: null }).problems).toEqual([
      { field: "total_request_units", reason: "missing", rows: 1 },
      { field: "total_response_units", reason: "null", rows: 1 },
    ]);
    expect(derive("tokens", { timestamp: at(0), total: 5 })).toEqual([
      ["portkey_api_tokens", "token_type=total", 5, 1],
    ]);
  });

  it("14: cost point total 250: 2.5 USD", () => {
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
