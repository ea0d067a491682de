import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MetricRegistry } from "../telemetry/metric-registry.ts";
import { prometheusPage } from "../telemetry/prometheus-page.ts";
import { combineReadings, lastingReadings, readingsOf, withOthers, type MetricReading } from "./metric-reading.ts";

/** A worker's registry, filled by `record`. */
function worker(record: (registry: MetricRegistry) => void): MetricRegistry {
  const registry = new MetricRegistry("detailed");
  record(registry);
  return registry;
}

const readings = (record: (registry: MetricRegistry) => void): readonly MetricReading[] =>
  readingsOf(worker(record).snapshot());

const counted = (value: number, attributes: Record<string, string> = {}) =>
  readings((registry) => registry.counter({ name: "c", unit: "", doc: "C." }).with(attributes).add(value));

const gauged = (value: number, combine?: "max") =>
  readings((registry) => registry.gauge({ name: "g", unit: "", doc: "G.", combine }).with({}).set(value));

const timed = (...values: readonly number[]) =>
  readings((registry) => {
    const histogram = registry.histogram({ name: "h", unit: "s", doc: "H." }).with({});
    for (const value of values) histogram.record(value);
  });

describe("readings", () => {
  it("are plain data: what comes out of a channel between processes is what went in", () => {
    const given = [...counted(3, { a: "1" }), ...gauged(-2), ...timed(0.1, 7)];
    expect(structuredClone(given)).toEqual(given);
  });

  it("stand still while the worker goes on counting", () => {
    const registry = worker((each) => each.histogram({ name: "h", unit: "s", doc: "H." }).with({}).record(1));
    const before = readingsOf(registry.snapshot());
    const copy = structuredClone(before);
    registry.histogram({ name: "h", unit: "s", doc: "H." }).with({}).record(1);
    expect(before).toEqual(copy);
  });
});

describe("combineReadings", () => {
  it.each([
    ["counters are summed", [counted(3), counted(4)], counted(7)],
    ["gauges are summed", [gauged(3), gauged(-1)], gauged(2)],
    [
      "the largest counts where a metric asks for that",
      [gauged(3, "max"), gauged(8, "max"), gauged(5, "max")],
      gauged(8, "max"),
    ],
    ["the largest of negative values is negative", [gauged(-3, "max"), gauged(-8, "max")], gauged(-3, "max")],
    ["histograms are summed bucket by bucket", [timed(0.1, 2), timed(2, 400)], timed(0.1, 2, 2, 400)],
    ["what one of them has alone stays", [counted(3), gauged(1)], [...counted(3), ...gauged(1)]],
    ["of one is that one", [counted(3)], counted(3)],
    ["of none is nothing", [], []],
  ])("%s", (_what, sources, expected) => {
    expect(combineReadings(sources)).toEqual(expected);
  });

  it("keeps series with other attributes apart, whatever the order of their names", () => {
    const found = combineReadings([counted(1, { a: "1", b: "2" }), counted(2, { a: "1", b: "3" }), reordered()]);
    expect(found).toEqual([
      {
        name: "c",
        unit: "",
        doc: "C.",
        kind: "counter",
        series: [
          { attributes: { a: "1", b: "2" }, value: 11 },
          { attributes: { a: "1", b: "3" }, value: 2 },
        ],
      },
    ]);
  });

  it("orders metrics by name and series by attributes, wherever they come from", () => {
    const sources = [timed(1), gauged(1), counted(1, { z: "1" }), counted(1, { a: "1" })];
    const names = (found: readonly MetricReading[]) =>
      found.map(({ name, series }) => [name, series.map(({ attributes }) => Object.keys(attributes).join())]);
    const expected = [
      ["c", ["a", "z"]],
      ["g", [""]],
      ["h", [""]],
    ];
    expect(names(combineReadings(sources))).toEqual(expected);
    expect(names(combineReadings(sources.toReversed()))).toEqual(expected);
  });
});

function reordered(): readonly MetricReading[] {
  const [metric] = counted(10, { a: "1", b: "2" });
  return [{ ...metric!, series: [{ attributes: { b: "2", a: "1" }, value: 10 }] }];
}

describe("lastingReadings", () => {
  it("keep what an ended worker counted, and forget how it stood", () => {
    const uptime = readings((registry) =>
      registry.counter({ name: "u", unit: "s", doc: "U.", combine: "max" }).with({}).add(5),
    );
    expect(lastingReadings([...counted(3), ...gauged(1), ...gauged(2, "max"), ...uptime, ...timed(1)])).toEqual([
      ...counted(3),
      ...timed(1),
    ]);
  });
});

/** What one worker counts: additions to few counters with few attributes. */
const work = fc.array(
  fc.record({
    metric: fc.constantFrom("otelcol_a", "otelcol_b"),
    exporter: fc.constantFrom("x", 'y"\\\n', "z"),
    signal: fc.constantFrom("traces", "logs"),
    value: fc.nat(1_000_000),
  }),
  { maxLength: 30 },
);

it("the page shows the sum over the workers, those that have ended included, whoever shows it", () => {
  fc.assert(
    fc.property(fc.array(work, { minLength: 1, maxLength: 6 }), fc.nat(), (works, split) => {
      const registries = works.map((additions) =>
        worker((registry) => {
          for (const { metric, exporter, signal, value } of additions)
            registry.counter({ name: metric, unit: "1", doc: "D." }).with({ exporter, signal }).add(value);
        }),
      );
      const all = worker((registry) => {
        for (const { metric, exporter, signal, value } of works.flat())
          registry.counter({ name: metric, unit: "1", doc: "D." }).with({ exporter, signal }).add(value);
      });
      const others = registries.slice(1).map((registry) => readingsOf(registry.snapshot()));
      const living = split % (others.length + 1);
      const ended = others.slice(living).reduce((sum, each) => combineReadings([sum, lastingReadings(each)]), []);
      const shown = withOthers(registries[0]!.snapshot(), [...others.slice(0, living), ended]);
      expect(prometheusPage(shown, new Map())).toBe(prometheusPage(all.snapshot(), new Map()));
    }),
  );
});
