// An application with the unmodified JavaScript SDK. Where and how it sends is told by the SDK's own OTEL_EXPORTER_OTLP_…
// variables. Prints, as JSON, what its exporters were given: requests of each signal, as the SDK encodes them.
import { context, SpanKind, SpanStatusCode, trace, type Attributes } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api";
import { OTLPLogExporter as GrpcLogs } from "@opentelemetry/exporter-logs-otlp-grpc";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as GrpcMetrics } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as GrpcTraces } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

/** More than one batch of spans, of 512, and of records. */
const spans = 600;

const claims: Record<"traces" | "metrics" | "logs", string[]> = { traces: [], metrics: [], logs: [] };
const failures: string[] = [];

/** The same exporter, which now also notes what it is given and what becomes of it. */
function noting<Items, Exporter extends { export(items: Items, done: (result: Result) => void): void }>(
  signal: keyof typeof claims,
  serializer: { serializeRequest(items: Items): Uint8Array | undefined },
  exporter: Exporter,
): Exporter {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) => {
    claims[signal].push(Buffer.from(serializer.serializeRequest(items)!).toString("base64"));
    send(items, (result) => {
      if (result.code !== 0) failures.push(`${signal}: ${String(result.error)}`);
      done(result);
    });
  };
  return exporter;
}

interface Result {
  readonly code: number;
  readonly error?: Error;
}

const exporters = {
  grpc: () => [new GrpcTraces(), new GrpcMetrics(), new GrpcLogs()] as const,
  "http/protobuf": () => [new ProtobufTraces(), new ProtobufMetrics(), new ProtobufLogs()] as const,
  "http/json": () => [new JsonTraces(), new JsonMetrics(), new JsonLogs()] as const,
};
const [traceExporter, metricExporter, logExporter] = exporters[process.env["OTEL_EXPORTER_OTLP_PROTOCOL"] as "grpc"]();

const resource = resourceFromAttributes({
  "service.name": "javascript-client",
  "app.bytes": 7,
  "app.list": ["a", "ü"],
});
const tracers = new TracerProvider({
  resource,
  spanProcessors: [new BatchSpanProcessor({ exporter: noting("traces", ProtobufTraceSerializer, traceExporter) })],
});
const meters = new MeterProvider({
  resource,
  readers: [
    new PeriodicExportingMetricReader({
      exporter: noting("metrics", ProtobufMetricsSerializer, metricExporter),
      exportIntervalMillis: 600_000,
    }),
  ],
  views: [{ instrumentName: "exponential", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
});
const loggers = new LoggerProvider({
  resource,
  processors: [new BatchLogRecordProcessor({ exporter: noting("logs", ProtobufLogsSerializer, logExporter) })],
});

const attributes: Attributes = {
  text: "größer, 多字节, 🛰️",
  whole: -3,
  half: 0.5,
  is: true,
  isNot: false,
  list: [1, 2, 3],
  "": "e",
};
const tracer = tracers.getTracer("interop", "1.0.0", { schemaUrl: "https://opentelemetry.io/schemas/1.38.0" });
const logger = loggers.getLogger("interop", "2.0.0");
const root = tracer.startSpan("root", { kind: SpanKind.SERVER });
const inRoot = trace.setSpan(context.active(), root);
for (let index = 1; index < spans; index++) {
  const links = [{ context: root.spanContext(), attributes: { why: "link" } }];
  const span = tracer.startSpan(`child ${index}`, { kind: SpanKind.CLIENT, attributes, links }, inRoot);
  span.addEvent("event", { index });
  if (index % 5 === 0) span.setStatus({ code: SpanStatusCode.ERROR, message: "broke" });
  span.end();
  logger.emit({
    severityNumber: SeverityNumber.WARN,
    severityText: "WARN",
    body: index % 2 === 0 ? `record ${index}` : { nested: [index, { deep: "er" }] },
    eventName: "app.event",
    attributes: { ...attributes, index },
    context: inRoot,
  });
}
root.end();

const meter = meters.getMeter("interop");
for (const which of ["a", "b"]) {
  meter.createCounter("counter", { unit: "{call}", description: "calls" }).add(3, { which });
  meter.createUpDownCounter("up.down").add(-2.5, { which });
  meter.createHistogram("histogram", { unit: "s" }).record(0.3, { which, ...attributes });
  meter.createHistogram("exponential").record(1_000.5, { which });
  meter.createGauge("gauge").record(17, { which });
}
meter.createObservableCounter("observable").addCallback((result) => result.observe(9, attributes));

await Promise.allSettled([tracers.shutdown(), meters.shutdown(), loggers.shutdown()]);
for (const failure of failures) console.error(failure);
if (failures.length > 0) process.exitCode = 1;
console.log(JSON.stringify(claims));
