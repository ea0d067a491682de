"""An application with the unmodified Python SDK. Where and how it sends is told by the SDK's own OTEL_EXPORTER_OTLP_…
variables. Prints, as JSON, what its exporters were given: requests of each signal, as the SDK encodes them."""

import base64
import json
import os
import sys

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.common._log_encoder import encode_logs
from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind, Status, StatusCode, set_span_in_context

if os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

# More than one batch of spans, of 512, and of records.
SPANS = 600

claims = {"traces": [], "metrics": [], "logs": []}
failures = []


def noting(signal, encode, exporter):
    """The same exporter, which now also notes what it is given and what becomes of it."""
    send = exporter.export

    def export(items, *args, **kwargs):
        claims[signal].append(base64.b64encode(encode(items).SerializeToString()).decode())
        result = send(items, *args, **kwargs)
        if result.value != 0:
            failures.append(f"{signal}: {result}")
        return result

    exporter.export = export
    return exporter


resource = Resource.create({"service.name": "python-client", "app.whole": 7, "app.list": ["a", "ü"]})
tracers = TracerProvider(resource=resource)
tracers.add_span_processor(BatchSpanProcessor(noting("traces", encode_spans, OTLPSpanExporter())))
meters = MeterProvider(
    resource=resource,
    metric_readers=[
        PeriodicExportingMetricReader(
            noting("metrics", encode_metrics, OTLPMetricExporter()), export_interval_millis=600_000
        )
    ],
    views=[
        View(
            instrument_type=Histogram,
            instrument_name="exponential",
            aggregation=ExponentialBucketHistogramAggregation(),
        )
    ],
)
loggers = LoggerProvider(resource=resource)
loggers.add_log_record_processor(BatchLogRecordProcessor(noting("logs", encode_logs, OTLPLogExporter())))

attributes = {"text": "größer, 多字节, 🛰️", "whole": -3, "half": 0.5, "is": True, "is not": False, "list": [1, 2, 3]}
tracer = tracers.get_tracer("interop", "1.0.0", "https://opentelemetry.io/schemas/1.38.0")
logger = loggers.get_logger("interop", "2.0.0")
root = tracer.start_span("root", kind=SpanKind.SERVER)
in_root = set_span_in_context(root)
for index in range(1, SPANS):
    links = [Link(root.get_span_context(), {"why": "link"})]
    span = tracer.start_span(f"child {index}", in_root, SpanKind.CLIENT, attributes, links)
    span.add_event("event", {"index": index})
    if index % 5 == 0:
        span.set_status(Status(StatusCode.ERROR, "broke"))
    span.end()
    logger.emit(
        LogRecord(
            timestamp=1_763_717_400_123_456_789 + index,
            severity_number=SeverityNumber.WARN,
            severity_text="WARN",
            body=f"record {index}" if index % 2 == 0 else {"nested": [index, {"deep": "er"}], "bytes": b"\x00\xff"},
            event_name="app.event",
            attributes={**attributes, "index": index},
            context=in_root,
        )
    )
root.end()

meter = meters.get_meter("interop")
counter = meter.create_counter("counter", "{call}", "calls")
up_down = meter.create_up_down_counter("up.down")
histogram = meter.create_histogram("histogram", "s")
exponential = meter.create_histogram("exponential")
gauge = meter.create_gauge("gauge")
for which in ("a", "b"):
    counter.add(3, {"which": which})
    up_down.add(-2.5, {"which": which})
    histogram.record(0.3, {"which": which, **attributes})
    exponential.record(1_000.5, {"which": which})
    gauge.set(17, {"which": which})

for provider in (tracers, meters, loggers):
    provider.shutdown()
for failure in failures:
    print(failure, file=sys.stderr)
print(json.dumps(claims))
sys.exit(1 if failures else 0)
