import { CollectorError } from "@genai-collector/component";
import { describe, expect, it } from "vitest";
import { Ledger } from "../ledger/ledger.ts";
import type { MetricsLevel } from "../telemetry/metric-levels.ts";
import { MetricRegistry } from "../telemetry/metric-registry.ts";
import { prometheusPage } from "../telemetry/prometheus-page.ts";
import { ExportCounting } from "./export-counting.ts";
import { exportErrorAttributes } from "./export-error-attributes.ts";
import { ExportMetrics } from "./export-metrics.ts";
import { PipelineMetrics } from "./pipeline-metrics.ts";

function setUp(level: MetricsLevel = "normal") {
  const registry = new MetricRegistry(level);
  const books = new Ledger().books({ kind: "exporter", id: "otlp_http/eu" });
  const metrics = new ExportMetrics(registry);
  const counting = new ExportCounting(new PipelineMetrics(registry), metrics, "otlp_http/eu", [], books);
  const samples = (): readonly string[] => {
    const page = prometheusPage(registry.snapshot(), new Map()).split("\n");
    return page.filter((line) => line.startsWith("otelcol_exporter_") && !/_bucket\{|_(?:sum|count)\{/.test(line));
  };
  const page = (): string => prometheusPage(registry.snapshot(), new Map());
  return { counting, samples, page };
}

const down = new CollectorError("EXPORT_UNAVAILABLE", "x", { kind: "retryable" });

describe("ExportCounting", () => {
  it("counts each outcome under otelcol's name", () => {
    const { counting, samples } = setUp();
    counting.sent("traces", 5);
    counting.sent("traces", 2);
    counting.failed("metrics", 3, down);
    counting.enqueueFailed("logs", 4);
    counting.inFlight("traces", 1);
    counting.inFlight("traces", 1);
    counting.inFlight("traces", -1);
    expect(samples().filter((line) => !line.endsWith(" 0"))).toEqual([
      'otelcol_exporter_enqueue_failed_log_records{exporter="otlp_http/eu"} 4',
      'otelcol_exporter_in_flight_requests{data_type="traces",exporter="otlp_http/eu"} 1',
      'otelcol_exporter_send_failed_metric_points{exporter="otlp_http/eu"} 3',
      'otelcol_exporter_sent_spans{exporter="otlp_http/eu"} 7',
    ]);
  });

  it("labels what was sent, and what was not, with where it goes", () => {
    const registry = new MetricRegistry("normal");
    const metrics = new ExportMetrics(registry);
    const target = (signal: string): Record<string, string> => ({ "server.address": "sink", "url.path": `/${signal}` });
    const counting = new ExportCounting(
      new PipelineMetrics(registry),
      metrics,
      "otlp_http",
      [],
      new Ledger().books({ kind: "exporter", id: "otlp_http" }),
      target,
    );
    counting.sent("logs", 5);
    counting.failed("traces", 3, down);
    const page = prometheusPage(registry.snapshot(), new Map());
    const labels = 'exporter="otlp_http",server_address="sink",url_path';
    expect(page).toContain(`otelcol_exporter_sent_log_records{${labels}="/logs"} 5\n`);
    expect(page).toContain(`otelcol_exporter_send_failed_spans{${labels}="/traces"} 3\n`);
    expect(page).toContain('otelcol_exporter_enqueue_failed_spans{exporter="otlp_http"} 0\n');
  });

  it("asks for the queue whenever metrics are collected", () => {
    const { counting, samples } = setUp("basic");
    let size = 0;
    counting.queue("logs", () => ({ size: ++size, capacity: 1_000 }));
    samples();
    expect(samples()).toEqual([
      'otelcol_exporter_queue_capacity{data_type="logs",exporter="otlp_http/eu"} 1000',
      'otelcol_exporter_queue_size{data_type="logs",exporter="otlp_http/eu"} 2',
    ]);
  });

  it("at the level detailed: sizes, and what went wrong", () => {
    const { counting, page } = setUp("detailed");
    counting.enqueued("traces", 10, 4_000);
    counting.batched("traces", 8_192, 3_000_000);
    counting.failed("traces", 3, down);
    for (const line of [
      'otelcol_exporter_enqueue_size_sum{data_type="traces",exporter="otlp_http/eu"} 10',
      'otelcol_exporter_enqueue_size_bytes_sum{data_type="traces",exporter="otlp_http/eu"} 4000',
      'otelcol_exporter_queue_batch_send_size_sum{data_type="traces",exporter="otlp_http/eu"} 8192',
      'otelcol_exporter_queue_batch_send_size_bytes_sum{data_type="traces",exporter="otlp_http/eu"} 3000000',
      'otelcol_exporter_send_failed_spans{error_permanent="false",error_type="Unavailable",exporter="otlp_http/eu"} 3',
    ])
      expect(page()).toContain(`${line}\n`);
  });

  it("below it: neither", () => {
    const { counting, page } = setUp();
    counting.enqueued("traces", 10, 4_000);
    counting.batched("traces", 10, 4_000);
    counting.failed("traces", 3, down);
    expect(page()).not.toMatch(/enqueue_size|batch_send_size|error_type/);
  });
});

describe("exportErrorAttributes", () => {
  it.each([
    [new CollectorError("EXPORT_TIMEOUT", "", { kind: "retryable" }), "Deadline_Exceeded", "false"],
    [new CollectorError("EXPORT_ABORTED", "", { kind: "retryable" }), "Canceled", "false"],
    [new CollectorError("EXPORT_UNAUTHORIZED", "", { kind: "misconfigured" }), "Unauthenticated", "true"],
    [new CollectorError("ACME_ODD", "", { kind: "gap" }), "_OTHER", "true"],
    [new CollectorError("ACME_FULL", "", { kind: "refused" }), "_OTHER", "false"],
    [new TypeError("x"), "_OTHER", "true"],
  ])("of %s: %s, permanent: %s", (error, type, permanent) => {
    expect(exportErrorAttributes(error)).toEqual({ "error.type": type, "error.permanent": permanent });
  });
});
