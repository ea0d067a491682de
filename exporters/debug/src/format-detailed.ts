// otelcol's detailed output, line by line: every field of every item. Sections without entries are left out.
import type {
  DeepReadonly,
  InstrumentationScope,
  KeyValue,
  LogsData,
  Resource,
  SpanEvent,
  SpanLink,
  TracesData,
} from "@genai-collector/pdata";
import { goTime, hex, typedValue } from "./format-value.ts";

type Pairs = readonly DeepReadonly<KeyValue>[] | undefined;

const kinds = ["Unspecified", "Internal", "Server", "Client", "Producer", "Consumer"];
const codes = ["Unset", "Ok", "Error"];
const severities = ["Trace", "Debug", "Info", "Warn", "Error", "Fatal"];

export function detailedTraces(data: DeepReadonly<TracesData>): string[] {
  return data.resourceSpans.flatMap((resource, r) => [
    `ResourceSpans #${r}`,
    ...resourceLines(resource.resource, resource.schemaUrl),
    ...resource.scopeSpans.flatMap((scope, s) => [
      ...scopeLines("ScopeSpans", s, scope.scope, scope.schemaUrl),
      ...scope.spans.flatMap((span, i) => [
        `Span #${i}`,
        field("Trace ID", hex(span.traceId)),
        field("Parent ID", hex(span.parentSpanId)),
        field("ID", hex(span.spanId)),
        field("Name", span.name),
        field("Kind", kinds[span.kind ?? 0] ?? String(span.kind)),
        ...((span.traceState ?? "") === "" ? [] : [field("TraceState", span.traceState!)]),
        field("Start time", goTime(span.startTimeUnixNano)),
        field("End time", goTime(span.endTimeUnixNano)),
        field("Status code", codes[span.status?.code ?? 0] ?? String(span.status?.code)),
        field("Status message", span.status?.message ?? ""),
        `    DroppedAttributesCount: ${span.droppedAttributesCount ?? 0}`,
        `    DroppedEventsCount: ${span.droppedEventsCount ?? 0}`,
        `    DroppedLinksCount: ${span.droppedLinksCount ?? 0}`,
        ...attributeLines("Attributes", span.attributes),
        ...eventLines(span.events ?? []),
        ...linkLines(span.links ?? []),
      ]),
    ]),
  ]);
}

export function detailedLogs(data: DeepReadonly<LogsData>): string[] {
  return data.resourceLogs.flatMap((resource, r) => [
    `ResourceLog #${r}`,
    ...resourceLines(resource.resource, resource.schemaUrl),
    ...resource.scopeLogs.flatMap((scope, s) => [
      ...scopeLines("ScopeLogs", s, scope.scope, scope.schemaUrl),
      ...scope.logRecords.flatMap((record, i) => [
        `LogRecord #${i}`,
        `ObservedTimestamp: ${goTime(record.observedTimeUnixNano)}`,
        `Timestamp: ${goTime(record.timeUnixNano)}`,
        `SeverityText: ${record.severityText ?? ""}`,
        `SeverityNumber: ${severity(record.severityNumber ?? 0)}`,
        ...((record.eventName ?? "") === "" ? [] : [`EventName: ${record.eventName}`]),
        `Body: ${record.body === undefined ? "Empty()" : typedValue(record.body)}`,
        ...attributeLines("Attributes", record.attributes),
        `Trace ID: ${hex(record.traceId)}`,
        `Span ID: ${hex(record.spanId)}`,
        `Flags: ${record.flags ?? 0}`,
      ]),
    ]),
  ]);
}

export function resourceLines(resource: DeepReadonly<Resource>, schemaUrl: string | undefined): string[] {
  return [`Resource SchemaURL: ${schemaUrl ?? ""}`, ...attributeLines("Resource attributes", resource.attributes)];
}

export function scopeLines(
  title: string,
  index: number,
  scope: DeepReadonly<InstrumentationScope> | undefined,
  schemaUrl: string | undefined,
): string[] {
  return [
    `${title} #${index}`,
    `${title} SchemaURL: ${schemaUrl ?? ""}`,
    `InstrumentationScope ${scope?.name ?? ""} ${scope?.version ?? ""}`,
    ...attributeLines("InstrumentationScope attributes", scope?.attributes),
  ];
}

export function attributeLines(title: string, attributes: Pairs, indent = "     "): string[] {
  if (attributes === undefined || attributes.length === 0) return [];
  return [`${title}:`, ...attributes.map(({ key, value }) => `${indent}-> ${key}: ${typedValue(value)}`)];
}

/** Labels of a span's header stand in 15 columns. */
function field(label: string, value: string): string {
  return `    ${label.padEnd(15)}: ${value}`;
}

function eventLines(events: readonly DeepReadonly<SpanEvent>[]): string[] {
  if (events.length === 0) return [];
  const lines = events.flatMap((event, i) => [
    `SpanEvent #${i}`,
    `     -> Name: ${event.name}`,
    `     -> Timestamp: ${goTime(event.timeUnixNano)}`,
    `     -> DroppedAttributesCount: ${event.droppedAttributesCount ?? 0}`,
    ...attributeLines("     -> Attributes:", event.attributes, "          "),
  ]);
  return ["Events:", ...lines];
}

function linkLines(links: readonly DeepReadonly<SpanLink>[]): string[] {
  if (links.length === 0) return [];
  const lines = links.flatMap((link, i) => [
    `SpanLink #${i}`,
    `     -> Trace ID: ${hex(link.traceId)}`,
    `     -> ID: ${hex(link.spanId)}`,
    `     -> TraceState: ${link.traceState ?? ""}`,
    `     -> DroppedAttributesCount: ${link.droppedAttributesCount ?? 0}`,
    ...attributeLines("     -> Attributes:", link.attributes, "          "),
  ]);
  return ["Links:", ...lines];
}

/** `Info(9)`, `Warn2(14)`. */
function severity(number: number): string {
  if (number < 1 || number > 24) return `Unspecified(${number})`;
  const step = ((number - 1) % 4) + 1;
  return `${severities[Math.floor((number - 1) / 4)]}${step === 1 ? "" : step}(${number})`;
}
