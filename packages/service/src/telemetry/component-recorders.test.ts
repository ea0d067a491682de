import type { Instruments, Kind } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { componentRecorders } from "./component-recorders.ts";
import { MetricRegistry } from "./metric-registry.ts";
import { prometheusPage } from "./prometheus-page.ts";

const instruments = {
  dropped: {
    kind: "counter",
    unit: "{item}",
    doc: "Items that were dropped.",
    attributes: { reason: ["label", "budget"], mode: ["polled", "pushed"] },
  },
  lag: { kind: "gauge", unit: "s", doc: "How late." },
  duration: { kind: "histogram", unit: "s", doc: "Time." },
} as const satisfies Instruments;

function recording(kind: Kind = "processor", id = "guard/2", declared: Instruments = instruments) {
  const registry = new MetricRegistry("detailed");
  const unknown: string[] = [];
  const owner = { kind, type: id.split("/")[0]!, id, stability: "Beta" };
  const recorders = componentRecorders(registry, owner, declared, (...told) => void unknown.push(told.join(".")));
  const record = recorders as Record<string, { record(value: number, attributes?: Record<string, string>): void }>;
  const page = (): readonly string[] =>
    prometheusPage(registry.snapshot(), new Map())
      .split("\n")
      .filter((line) => line.startsWith("otelcol") || line.startsWith("# HELP otelcol"));
  return { record, unknown, page };
}

describe("componentRecorders", () => {
  it("names metrics by kind and type, labels them with the component's ID, and tells its stability", () => {
    const { record, page } = recording();
    record["dropped"]!.record(2, { mode: "polled", reason: "label" });
    record["dropped"]!.record(3, { reason: "label", mode: "polled" });
    record["dropped"]!.record(1, { reason: "budget", mode: "pushed" });
    record["lag"]!.record(9);
    record["lag"]!.record(4);
    record["duration"]!.record(0.02);
    expect(page().filter((line) => !line.includes("_bucket"))).toEqual([
      "# HELP otelcol_processor_guard_dropped Items that were dropped. [Beta]",
      'otelcol_processor_guard_dropped{mode="polled",processor="guard/2",reason="label"} 5',
      'otelcol_processor_guard_dropped{mode="pushed",processor="guard/2",reason="budget"} 1',
      "# HELP otelcol_processor_guard_duration Time. [Beta]",
      'otelcol_processor_guard_duration_sum{processor="guard/2"} 0.02',
      'otelcol_processor_guard_duration_count{processor="guard/2"} 1',
      "# HELP otelcol_processor_guard_lag How late. [Beta]",
      'otelcol_processor_guard_lag{processor="guard/2"} 4',
    ]);
  });

  it("keeps series bounded: a value outside its closed list is recorded as _OTHER and told once", () => {
    const { record, page, unknown } = recording();
    for (let i = 0; i < 100; i++) record["dropped"]!.record(1, { reason: `vendor said ${i}`, mode: "polled" });
    record["dropped"]!.record(1);
    expect(page().slice(1)).toEqual([
      'otelcol_processor_guard_dropped{mode="_OTHER",processor="guard/2",reason="_OTHER"} 1',
      'otelcol_processor_guard_dropped{mode="polled",processor="guard/2",reason="_OTHER"} 100',
    ]);
    expect(unknown).toEqual(["dropped.reason", "dropped.mode"]);
  });

  it("keeps otelcol's names for what every exporter with a queue has", () => {
    const { record, page } = recording("exporter", "otlp_http/x", {
      queue_size: { kind: "gauge", unit: "{batch}", doc: "Size.", attributes: { data_type: ["traces"] } },
      sent_spans: { kind: "counter", unit: "{span}", doc: "Sent." },
      odd: { kind: "counter", unit: "{span}", doc: "Own." },
    });
    for (const name of ["queue_size", "sent_spans", "odd"]) record[name]!.record(1, { data_type: "traces" });
    expect(page().filter((line) => !line.startsWith("#"))).toEqual([
      'otelcol_exporter_otlp_http_odd{exporter="otlp_http/x"} 1',
      'otelcol_exporter_queue_size{data_type="traces",exporter="otlp_http/x"} 1',
      'otelcol_exporter_sent_spans{exporter="otlp_http/x"} 1',
    ]);
  });
});
