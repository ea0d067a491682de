import { describe, expect, it } from "vitest";
import { isPublished } from "./metric-levels.ts";
import { MetricRegistry } from "./metric-registry.ts";

describe("MetricRegistry", () => {
  it("gives one instrument for one set of values, whatever their order", () => {
    const family = new MetricRegistry("normal").counter({ name: "x", unit: "1", doc: "x" });
    expect(family.with({ a: "1", b: "2" })).toBe(family.with({ b: "2", a: "1" }));
    expect(family.with({ a: "1" })).not.toBe(family.with({ a: "2" }));
  });

  it("shares a metric that is declared twice alike, and refuses two that differ", () => {
    const registry = new MetricRegistry("normal");
    const spec = { name: "x", unit: "1", doc: "x" };
    expect(registry.counter(spec)).toBe(registry.counter({ ...spec, doc: "y" }));
    expect(() => registry.gauge(spec)).toThrow('metric x is declared twice: as a counter in "1" and a gauge in "1"');
    expect(() => registry.counter({ ...spec, unit: "s" })).toThrow('a counter in "s"');
  });

  it("keeps counters from shrinking and from what is not a number", () => {
    const counter = new MetricRegistry("normal").counter({ name: "x", unit: "1", doc: "x" }).with({});
    for (const amount of [3, -1, NaN, Infinity, 0, 0.5]) counter.add(amount);
    expect(counter.value).toBe(3.5);
  });

  it("reads what is observed before each snapshot, and sorts", () => {
    const registry = new MetricRegistry("normal");
    let n = 0;
    const gauge = registry.gauge({ name: "b", unit: "1", doc: "x" });
    registry.counter({ name: "a", unit: "1", doc: "x" }).with({});
    registry.counter({ name: "unused", unit: "1", doc: "x" });
    registry.onCollect(() => gauge.with({ k: "z" }).set(++n));
    gauge.with({ k: "c" });
    registry.snapshot();
    const [a, b] = registry.snapshot();
    expect([a!.name, b!.name, b!.series.map(({ attributes }) => attributes["k"])]).toEqual(["a", "b", ["c", "z"]]);
    expect(gauge.with({ k: "z" }).value).toBe(2);
    expect(registry.snapshot()).toHaveLength(2);
  });
});

describe("isPublished", () => {
  it.each([
    ["otelcol_process_uptime", "basic"],
    ["otelcol_receiver_accepted_spans", "basic"],
    ["otelcol_processor_batch_batch_send_size", "normal"],
    ["otelcol_processor_batch_timeout_trigger_send", "normal"],
    ["otelcol_processor_batch_batch_send_size_bytes", "detailed"],
    ["otelcol_exporter_enqueue_size", "detailed"],
    ["otelcol_exporter_queue_batch_send_size_bytes", "detailed"],
    ["otelcol_exporter_queue_size", "basic"],
  ] as const)("%s is there from %s on", (name, least) => {
    const levels = ["none", "basic", "normal", "detailed"] as const;
    const published = levels.filter((level) => isPublished(name, level));
    expect(published).toEqual(levels.slice(levels.indexOf(least)));
  });
});

it("what is counted changes with every counter and histogram, and with no gauge", () => {
  const registry = new MetricRegistry("detailed");
  const counter = registry.counter({ name: "c", unit: "", doc: "C." });
  const histogram = registry.histogram({ name: "h", unit: "s", doc: "H." });
  const gauge = registry.gauge({ name: "g", unit: "", doc: "G." });
  const seen = [registry.counted];
  const look = (change: () => void): void => {
    change();
    seen.push(registry.counted);
  };
  look(() => counter.with({ a: "1" }).add(1));
  look(() => counter.with({ a: "2" }).add(1));
  look(() => histogram.with({}).record(0));
  expect(new Set(seen).size).toBe(4);
  look(() => gauge.with({}).set(5));
  look(() => registry.snapshot());
  expect(seen.slice(4)).toEqual([seen[3], seen[3]]);
});
