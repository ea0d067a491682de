import { pointsOf } from "@genai-collector/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalMetrics, polledScope, type CanonicalOptions } from "./canonical-metrics.ts";
import type { Labels, Sample } from "./sample.ts";

const minute = 60_000;
const options: CanonicalOptions = {
  resource: { "service.name": "genai-collector", "deployment.environment.name": "prod" },
  bucketMs: minute,
  series: [
    { name: "latency", unit: "s", labels: ["quantile"] },
    { name: "requests", unit: "", labels: [] },
  ],
};
const sample = (change: Partial<Sample> = {}): Sample => ({
  series: "requests",
  labels: {},
  value: 1,
  bucketEnd: minute,
  ...change,
});
const bytesOf = (samples: readonly Sample[], resource: Labels = options.resource): Uint8Array[] =>
  canonicalMetrics(samples, { ...options, resource })
    .payload.encoded()
    .map((range) => range.bytes);

describe("canonicalMetrics", () => {
  it("shuffled samples, shuffled label and resource maps: byte-identical", () => {
    const label = fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }), { maxKeys: 4 });
    const any = fc.record({
      series: fc.constantFrom("latency", "requests"),
      unit: fc.constantFrom(undefined, "s", "ms"),
      labels: label,
      value: fc.double({ noNaN: true, noDefaultInfinity: true }),
      bucketEnd: fc.integer({ min: 1, max: 4 }).map((minutes) => minutes * minute),
    });
    const unique = fc.uniqueArray(any, {
      selector: ({ series, unit, labels, bucketEnd }) =>
        JSON.stringify([
          series,
          unit ?? (series === "latency" ? "s" : ""),
          Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)),
          bucketEnd,
        ]),
      maxLength: 20,
    });
    const shuffled = unique.chain((samples) =>
      fc.tuple(fc.constant(samples), fc.shuffledSubarray(samples, { minLength: samples.length })),
    );
    const reversed = (map: Labels): Labels => Object.fromEntries(Object.entries(map).reverse());
    fc.assert(
      fc.property(shuffled, ([samples, other]) => {
        const mixed = other.map((one) => ({ ...one, labels: reversed(one.labels) }));
        expect(bytesOf(mixed, reversed(options.resource))).toEqual(bytesOf(samples));
      }),
    );
  });

  it("a bucket's bytes do not depend on what else the poll gave", () => {
    const alone = bytesOf([sample({ bucketEnd: 2 * minute })]);
    const among = bytesOf([1, 2, 3].map((end) => sample({ bucketEnd: end * minute })));
    expect(among[1]).toEqual(alone[0]);
  });

  it("one resource a bucket, in the order of time, each with its end", () => {
    const { payload, bucketEnds } = canonicalMetrics(
      [3, 1, 2].map((end) => sample({ bucketEnd: end * minute, value: end })),
      options,
    );
    expect(bucketEnds).toEqual([minute, 2 * minute, 3 * minute]);
    expect(pointsOf(payload).map(({ at, value }) => [at, value])).toEqual(bucketEnds.map((end) => [end, end / minute]));
    expect(payload.encoded()).toHaveLength(3);
  });

  it("same name with units `s` and `ms`: two metrics; several label sets: one metric with several points", () => {
    const { payload } = canonicalMetrics(
      [
        sample({ series: "latency", labels: { quantile: "p50" } }),
        sample({ series: "latency", labels: { quantile: "p90" } }),
        sample({ series: "latency", unit: "ms" }),
      ],
      options,
    );
    const [scope] = payload.decoded().resourceMetrics[0]!.scopeMetrics;
    expect(scope!.scope).toMatchObject({ name: polledScope });
    expect(scope!.metrics.map(({ unit, gauge }) => [unit, gauge!.dataPoints.length])).toEqual([
      ["ms", 1],
      ["s", 2],
    ]);
  });

  it("label sets that collide under a naive join: both kept", () => {
    const labels = [{ a: "b;c=d" }, { a: "b", c: "d" }, { 'a","b': "" }, { a: "", b: "" }];
    const { payload, duplicates } = canonicalMetrics(
      labels.map((each) => sample({ labels: each })),
      options,
    );
    expect([payload.items, duplicates]).toEqual([4, 0]);
  });

  it("of samples for one point the last counts, whatever its value, and the others are counted", () => {
    const samples = [3, 9, 5].map((value) => sample({ value }));
    const { payload, duplicates } = canonicalMetrics(samples, options);
    expect(pointsOf(payload).map(({ value }) => value)).toEqual([5]);
    expect(duplicates).toBe(2);
  });

  it("the declared unit and the same one given are one series", () => {
    const { payload } = canonicalMetrics(
      [sample({ series: "latency" }), sample({ series: "latency", unit: "s" })],
      options,
    );
    expect(payload.items).toBe(1);
  });

  it("value 0 is there on the wire, and an empty answer is an empty payload", () => {
    const { payload } = canonicalMetrics([sample({ value: 0 })], options);
    expect(payload.decoded().resourceMetrics[0]!.scopeMetrics[0]!.metrics[0]!.gauge!.dataPoints[0]!.asDouble).toBe(0);
    expect(canonicalMetrics([], options)).toMatchObject({ bucketEnds: [], duplicates: 0 });
  });

  it("does not touch the samples", () => {
    const samples = [sample({ labels: { b: "1", a: "2" } })];
    const before = structuredClone(samples);
    canonicalMetrics(samples, options);
    expect(samples).toEqual(before);
  });

  it.each([
    [{ series: "other" }, "is not among the loop's declared series"],
    [{ value: Number.POSITIVE_INFINITY }, "not a finite number"],
    [{ bucketEnd: minute + 1 }, "is not a multiple of 60000 ms"],
    [{ bucketEnd: Number.NaN }, "is not a multiple of 60000 ms"],
  ])("refuses what is no sample: %j", (change, message) => {
    const error = expect.objectContaining({ code: "POLLING_BAD_SAMPLE", kind: "malformed" }) as Error;
    expect(() => canonicalMetrics([sample(change)], options)).toThrow(error);
    expect(() => canonicalMetrics([sample(change)], options)).toThrow(message);
  });
});
