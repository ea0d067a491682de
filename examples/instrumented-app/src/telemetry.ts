// What an application adds to send OTLP to the collector: three providers, one exporter each, and nothing of ours.
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

/** The SDK's providers, and how to send what they hold and end. */
export interface Telemetry {
  readonly tracer: ReturnType<TracerProvider["getTracer"]>;
  readonly meter: ReturnType<MeterProvider["getMeter"]>;
  readonly logger: ReturnType<LoggerProvider["getLogger"]>;
  shutdown(): Promise<void>;
}

/** `endpoint` without a path, for example `http://localhost:4318`. */
export function startTelemetry(endpoint: string, protocol: "http/protobuf" | "http/json"): Telemetry {
  const resource = resourceFromAttributes({ "service.name": "chat-app", "service.version": "1.4.2" });
  const isJson = protocol === "http/json";
  const url = (signal: string): { url: string } => ({ url: `${endpoint}/v1/${signal}` });
  const traces = new TracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor({ exporter: isJson ? new JsonTraces(url("traces")) : new ProtobufTraces(url("traces")) }),
    ],
  });
  const metrics = new MeterProvider({
    resource,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: isJson ? new JsonMetrics(url("metrics")) : new ProtobufMetrics(url("metrics")),
        exportIntervalMillis: 60_000,
      }),
    ],
  });
  const logs = new LoggerProvider({
    resource,
    processors: [
      new BatchLogRecordProcessor({ exporter: isJson ? new JsonLogs(url("logs")) : new ProtobufLogs(url("logs")) }),
    ],
  });
  return {
    tracer: traces.getTracer("chat-app"),
    meter: metrics.getMeter("chat-app"),
    logger: logs.getLogger("chat-app"),
    shutdown: async () => {
      await Promise.all([traces.shutdown(), metrics.shutdown(), logs.shutdown()]);
    },
  };
}
