import { describe, expect, it } from "vitest";
import { MetricRegistry } from "./metric-registry.ts";
import { prometheusPage } from "./prometheus-page.ts";

const resource = new Map([
  ["service.name", "genai-collector"],
  ["service.version", '1.0 "rc"\\'],
]);

describe("prometheusPage", () => {
  it("has otelcol's names: no _total, no unit, dots as underscores, HELP and TYPE, and target_info", () => {
    const registry = new MetricRegistry("normal");
    const accepted = registry.counter({
      name: "otelcol_receiver_accepted_spans",
      unit: "{spans}",
      doc: "Taken. [Alpha]",
    });
    accepted.with({ transport: "http", receiver: "otlp" }).add(3);
    accepted.with({ receiver: "otlp", transport: "grpc" }).add(4);
    registry
      .gauge({ name: "otelcol_process_memory_rss", unit: "By", doc: "Memory.\nAll \\ of it." })
      .with({})
      .set(12.5);
    registry.counter({ name: "a_first", unit: "s", doc: "x" }).with({ "otel.signal": "logs" }).add(0.5);
    expect(prometheusPage(registry.snapshot(), resource)).toBe(
      [
        "# HELP a_first x",
        "# TYPE a_first counter",
        'a_first{otel_signal="logs"} 0.5',
        "# HELP otelcol_process_memory_rss Memory.\\nAll \\\\ of it.",
        "# TYPE otelcol_process_memory_rss gauge",
        "otelcol_process_memory_rss 12.5",
        "# HELP otelcol_receiver_accepted_spans Taken. [Alpha]",
        "# TYPE otelcol_receiver_accepted_spans counter",
        'otelcol_receiver_accepted_spans{receiver="otlp",transport="grpc"} 4',
        'otelcol_receiver_accepted_spans{receiver="otlp",transport="http"} 3',
        "# HELP target_info What is scraped.",
        "# TYPE target_info gauge",
        'target_info{service_name="genai-collector",service_version="1.0 \\"rc\\"\\\\"} 1',
        "",
      ].join("\n"),
    );
  });

  it("sums histogram buckets up", () => {
    const registry = new MetricRegistry("detailed");
    const sizes = registry.histogram({ name: "otelcol_size", unit: "{item}", doc: "Sizes." }).with({ x: "y" });
    for (const size of [1, 10, 11, 1e9, NaN, Infinity]) sizes.record(size);
    const lines = prometheusPage(registry.snapshot(), resource).split("\n");
    expect(lines.filter((line) => line.startsWith("otelcol_size"))).toEqual([
      'otelcol_size_bucket{x="y",le="10"} 2',
      ...[25, 50, 75, 100, 250, 500, 750, 1e3, 2e3, 3e3, 4e3, 5e3, 6e3, 7e3, 8e3, 9e3, 1e4, 2e4, 3e4, 5e4, 1e5].map(
        (bound) => `otelcol_size_bucket{x="y",le="${bound}"} 3`,
      ),
      'otelcol_size_bucket{x="y",le="+Inf"} 4',
      'otelcol_size_sum{x="y"} 1000000022',
      'otelcol_size_count{x="y"} 4',
    ]);
  });

  it("can add what otelcol's flags add: unit, type suffix, scope labels", () => {
    const registry = new MetricRegistry("normal");
    registry.counter({ name: "cpu", unit: "s", doc: "x" }).with({}).add(1);
    registry.counter({ name: "up_seconds", unit: "s", doc: "x" }).with({}).add(2);
    const style = { units: true, typeSuffix: true, labels: { otel_scope_name: "me" } };
    const lines = prometheusPage(registry.snapshot(), resource, style).split("\n");
    expect(lines.filter((line) => /^(cpu|up)/.test(line))).toEqual([
      'cpu_seconds_total{otel_scope_name="me"} 1',
      'up_seconds_total{otel_scope_name="me"} 2',
    ]);
  });
});
