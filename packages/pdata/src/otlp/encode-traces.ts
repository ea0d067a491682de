// Encoders of traces, fields last to first (see encode-common.ts).
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, Status } from "../data.ts";
import type { ReverseWriter } from "../wire/reverse-writer.ts";
import { encodeAttributes, encodeResource, encodeScope, isBytes, isSet, isSet64, isText } from "./encode-common.ts";

/** One `ResourceSpans` with its tag (field 1 of a request) and length. */
export function writeResourceSpans(writer: ReverseWriter, spans: ResourceSpans): void {
  const before = writer.length;
  if (isText(spans.schemaUrl)) writer.string(26, spans.schemaUrl);
  for (let i = spans.scopeSpans.length - 1; i >= 0; i--) writeScopeSpans(writer, spans.scopeSpans[i]!);
  encodeResource(writer, spans.resource);
  writer.close(10, before);
}

function writeScopeSpans(writer: ReverseWriter, spans: ScopeSpans): void {
  const before = writer.length;
  if (isText(spans.schemaUrl)) writer.string(26, spans.schemaUrl);
  for (let i = spans.spans.length - 1; i >= 0; i--) writeSpan(writer, spans.spans[i]!);
  encodeScope(writer, spans.scope);
  writer.close(18, before);
}

function writeSpan(writer: ReverseWriter, span: Span): void {
  const before = writer.length;
  if (isSet(span.flags)) writer.fixed32(133, span.flags);
  writeStatus(writer, span.status);
  if (isSet(span.droppedLinksCount)) writer.uint32(112, span.droppedLinksCount);
  if (span.links !== undefined) for (let i = span.links.length - 1; i >= 0; i--) writeLink(writer, span.links[i]!);
  if (isSet(span.droppedEventsCount)) writer.uint32(96, span.droppedEventsCount);
  if (span.events !== undefined) for (let i = span.events.length - 1; i >= 0; i--) writeEvent(writer, span.events[i]!);
  if (isSet(span.droppedAttributesCount)) writer.uint32(80, span.droppedAttributesCount);
  encodeAttributes(writer, 74, span.attributes);
  if (isSet64(span.endTimeUnixNano)) writer.fixed64(65, span.endTimeUnixNano);
  if (isSet64(span.startTimeUnixNano)) writer.fixed64(57, span.startTimeUnixNano);
  if (isSet(span.kind)) writer.int32(48, span.kind);
  if (isText(span.name)) writer.string(42, span.name);
  if (isBytes(span.parentSpanId)) writer.bytes(34, span.parentSpanId);
  if (isText(span.traceState)) writer.string(26, span.traceState);
  if (isBytes(span.spanId)) writer.bytes(18, span.spanId);
  if (isBytes(span.traceId)) writer.bytes(10, span.traceId);
  writer.close(18, before);
}

function writeStatus(writer: ReverseWriter, status: Status | undefined): void {
  if (status === undefined) return;
  const before = writer.length;
  if (isSet(status.code)) writer.int32(24, status.code);
  if (isText(status.message)) writer.string(18, status.message);
  if (writer.length > before) writer.close(122, before);
}

function writeEvent(writer: ReverseWriter, event: SpanEvent): void {
  const before = writer.length;
  if (isSet(event.droppedAttributesCount)) writer.uint32(32, event.droppedAttributesCount);
  encodeAttributes(writer, 26, event.attributes);
  if (isText(event.name)) writer.string(18, event.name);
  if (isSet64(event.timeUnixNano)) writer.fixed64(9, event.timeUnixNano);
  writer.close(90, before);
}

function writeLink(writer: ReverseWriter, link: SpanLink): void {
  const before = writer.length;
  if (isSet(link.flags)) writer.fixed32(53, link.flags);
  if (isSet(link.droppedAttributesCount)) writer.uint32(40, link.droppedAttributesCount);
  encodeAttributes(writer, 34, link.attributes);
  if (isText(link.traceState)) writer.string(26, link.traceState);
  if (isBytes(link.spanId)) writer.bytes(18, link.spanId);
  if (isBytes(link.traceId)) writer.bytes(10, link.traceId);
  writer.close(106, before);
}
