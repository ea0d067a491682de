import type { MetricsData, NumberDataPoint } from "@genai-collector/pdata";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limitPointsPerMinute } from "./points-per-minute.ts";

interface Sample {
  readonly second: number;
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly resource?: string;
}

function pointOf({ second, value, labels = {} }: Sample): NumberDataPoint {
  const attributes = Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  return { attributes, timeUnixNano: BigInt(second) * 1_000_000_000n, asDouble: value };
}

/** Each sample in a resource of its own, as buckets are. */
function dataOf(samples: readonly Sample[]): MetricsData {
  return {
    resourceMetrics: samples.map((sample) => ({
      resource: { attributes: [{ key: "service.name", value: { stringValue: sample.resource ?? "r" } }] },
      scopeMetrics: [{ metrics: [{ name: sample.name ?? "m", unit: "1", gauge: { dataPoints: [pointOf(sample)] } }] }],
    })),
  };
}

function play(samples: readonly Sample[], max: number) {
  const data = dataOf(samples);
  const gone = limitPointsPerMinute(data, max);
  const kept = data.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics[0]!.metrics[0]!.gauge!.dataPoints);
  return { gone, kept: kept.map(({ timeUnixNano, asDouble }) => [Number(timeUnixNano / 1_000_000_000n), asDouble]) };
}

describe("coalescing (delivery.md §3.6, §14)", () => {
  it("57: one sample per minute per series: unchanged, zero suppressed", () => {
    const samples = [60, 120, 180].map((second) => ({ second, value: 1 }));
    expect(play(samples, 1)).toEqual({
      gone: 0,
      kept: [
        [60, 1],
        [120, 1],
        [180, 1],
      ],
    });
  });

  it("58: three points in one minute: only the newest remains, with its own timestamp", () => {
    expect(
      play(
        [
          { second: 61, value: 1 },
          { second: 75, value: 2 },
          { second: 70, value: 3 },
        ],
        1,
      ),
    ).toEqual({ gone: 2, kept: [[75, 2]] });
  });

  it("59: thirty distinct past minutes in one batch: all kept", () => {
    const samples = Array.from({ length: 30 }, (_, minute) => ({ second: minute * 60, value: minute }));
    expect(play(samples, 1).gone).toBe(0);
  });

  it("60, 61: different label sets in the same minute, those that collide in a naive join too: all kept", () => {
    const sets: Record<string, string>[] = [{ a: "b;c=d" }, { a: "b", c: "d" }, { a: "b" }, {}];
    expect(
      play(
        sets.map((labels) => ({ second: 60, value: 1, labels })),
        1,
      ).gone,
    ).toBe(0);
  });

  it("62: max 2 with three points: the two newest kept in their order, one suppressed", () => {
    const samples = [
      { second: 70, value: 1 },
      { second: 61, value: 2 },
      { second: 65, value: 3 },
    ];
    expect(play(samples, 2)).toEqual({
      gone: 1,
      kept: [
        [70, 1],
        [65, 3],
      ],
    });
  });

  it("63: empty input: empty output, zero suppressed", () => {
    expect(play([], 1)).toEqual({ gone: 0, kept: [] });
  });

  it("64: equal timestamps, different values: the larger kept regardless of input order; NaN last", () => {
    for (const values of [
      [1, 5],
      [5, 1],
      [NaN, -1],
      [-1, NaN],
    ] as const) {
      const { kept } = play(
        values.map((value) => ({ second: 60, value })),
        1,
      );
      expect(kept).toEqual([[60, values.includes(5 as never) ? 5 : -1]]);
    }
  });

  it("keeps metrics, units and resources apart: they are other series", () => {
    const samples = [{}, { name: "n" }, { resource: "s" }].map((more) => ({ second: 60, value: 1, ...more }));
    expect(play(samples, 1).gone).toBe(0);
  });

  it("keeps at most max of each series and minute, the newest, whatever comes", () => {
    const sample = fc.record({
      second: fc.nat({ max: 200 }),
      value: fc.nat({ max: 5 }),
      name: fc.constantFrom("m", "n"),
      labels: fc.constantFrom<Record<string, string>>({}, { a: "1" }),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), (samples, max) => {
        const { gone, kept } = play(samples, max);
        const groups = Object.groupBy(samples, ({ name, labels, second }) =>
          JSON.stringify([name, labels, Math.floor(second / 60)]),
        );
        const expected = Object.values(groups).flatMap((group) =>
          group!.toSorted((a, b) => b.second - a.second || b.value - a.value).slice(0, max),
        );
        const text = (pairs: readonly (readonly unknown[])[]): string[] => pairs.map((pair) => pair.join()).sort();
        expect(text(kept)).toEqual(text(expected.map(({ second, value }) => [second, value])));
        expect(gone).toBe(samples.length - kept.length);
      }),
    );
  });
});
