// A chat application that calls a model a few times, and tells so. Run: node src/app.ts [number of calls]
import { SeverityNumber, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { startTelemetry } from "./telemetry.ts";

const endpoint = process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "http://localhost:4318";
const protocol = process.env["OTEL_EXPORTER_OTLP_PROTOCOL"] === "http/json" ? "http/json" : "http/protobuf";
const calls = Number(process.argv[2] ?? 20);

const { tracer, meter, logger, shutdown } = startTelemetry(endpoint, protocol);
const tokens = meter.createCounter("gen_ai.client.token.usage", { unit: "{token}" });
const duration = meter.createHistogram("gen_ai.client.operation.duration", { unit: "s" });
const queued = meter.createGauge("app.queue.depth");

for (let call = 0; call < calls; call++) {
  const model = call % 3 === 0 ? "example-small-1" : "example-large-1";
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "example",
    "gen_ai.request.model": model,
  };
  const hasFailed = call % 7 === 6;
  tracer.startActiveSpan(`chat ${model}`, { kind: SpanKind.CLIENT, attributes }, (span) => {
    span.setAttributes({
      "gen_ai.usage.input_tokens": 100 + call,
      "gen_ai.usage.output_tokens": 3 * call,
      "app.cached": call % 2 === 0,
    });
    span.addEvent("first token", { "app.tokens.waiting": call });
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR, message: "the model was overloaded" });
    logger.emit({
      severityNumber: hasFailed ? SeverityNumber.ERROR : SeverityNumber.INFO,
      severityText: hasFailed ? "ERROR" : "INFO",
      eventName: "app.call",
      attributes: { ...attributes, "app.call": call, "app.tags": ["a", "b"] },
    });
    span.end();
  });
  tokens.add(100 + call, { ...attributes, "gen_ai.token.type": "input" });
  duration.record(0.1 * (call + 1), attributes);
  queued.record(call % 5);
}

try {
  await shutdown();
  console.log(`sent ${calls} calls to ${endpoint} as ${protocol}`);
} catch (error) {
  console.error(`not everything was taken by ${endpoint}: ${(error as Error).message}`);
  process.exitCode = 1;
}
