// Decoders of traces: one loop a message over the field numbers of opentelemetry-proto trace/v1/trace.proto.
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, Status } from "../data.ts";
import type { Reader } from "../wire/reader.ts";
import { decodeKeyValue, decodeResource, decodeScope, emptyResource, skipUnknown } from "./decode-common.ts";
import { schemas } from "./schema.ts";

const noBytes = new Uint8Array();

/** The message that ends at `end`, its own tag and length read already. */
export function decodeResourceSpans(reader: Reader, end: number): ResourceSpans {
  const spans: ResourceSpans = { resource: emptyResource(), scopeSpans: [], schemaUrl: "" };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) decodeResource(reader, reader.lengthEnd(end), spans.resource);
    else if (tag === 18) spans.scopeSpans.push(decodeScopeSpans(reader, reader.lengthEnd(end)));
    else if (tag === 26) spans.schemaUrl = reader.string(end);
    else skipUnknown(reader, tag, end, schemas.resourceSpans);
  }
  return spans;
}

function decodeScopeSpans(reader: Reader, end: number): ScopeSpans {
  const spans: ScopeSpans = { scope: undefined, spans: [], schemaUrl: "" };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) spans.scope = decodeScope(reader, reader.lengthEnd(end), spans.scope);
    else if (tag === 18) spans.spans.push(decodeSpan(reader, reader.lengthEnd(end)));
    else if (tag === 26) spans.schemaUrl = reader.string(end);
    else skipUnknown(reader, tag, end, schemas.scopeSpans);
  }
  return spans;
}

function emptySpan(): Span {
  return {
    traceId: noBytes,
    spanId: noBytes,
    traceState: "",
    parentSpanId: noBytes,
    flags: 0,
    name: "",
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: undefined,
  };
}

function decodeSpan(reader: Reader, end: number): Span {
  const span = emptySpan();
  while (reader.pos < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case 10:
        span.traceId = reader.identifier(16, end);
        break;
      case 18:
        span.spanId = reader.identifier(8, end);
        break;
      case 26:
        span.traceState = reader.string(end);
        break;
      case 34:
        span.parentSpanId = reader.identifier(8, end);
        break;
      case 42:
        span.name = reader.string(end);
        break;
      case 48:
        span.kind = reader.int32(end);
        break;
      case 57:
        span.startTimeUnixNano = reader.fixed64(end);
        break;
      case 65:
        span.endTimeUnixNano = reader.fixed64(end);
        break;
      case 74:
        span.attributes.push(decodeKeyValue(reader, reader.lengthEnd(end)));
        break;
      case 80:
        span.droppedAttributesCount = reader.uint32(end);
        break;
      case 90:
        span.events!.push(decodeEvent(reader, reader.lengthEnd(end)));
        break;
      case 96:
        span.droppedEventsCount = reader.uint32(end);
        break;
      case 106:
        span.links!.push(decodeLink(reader, reader.lengthEnd(end)));
        break;
      case 112:
        span.droppedLinksCount = reader.uint32(end);
        break;
      case 122:
        span.status = decodeStatus(reader, reader.lengthEnd(end), span.status);
        break;
      case 133:
        span.flags = reader.fixed32(end);
        break;
      default:
        skipUnknown(reader, tag, end, schemas.span);
    }
  }
  return span;
}

function decodeEvent(reader: Reader, end: number): SpanEvent {
  const event: SpanEvent = { timeUnixNano: 0n, name: "", attributes: [], droppedAttributesCount: 0 };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 9) event.timeUnixNano = reader.fixed64(end);
    else if (tag === 18) event.name = reader.string(end);
    else if (tag === 26) event.attributes.push(decodeKeyValue(reader, reader.lengthEnd(end)));
    else if (tag === 32) event.droppedAttributesCount = reader.uint32(end);
    else skipUnknown(reader, tag, end, schemas.event);
  }
  return event;
}

function decodeLink(reader: Reader, end: number): SpanLink {
  const link: SpanLink = {
    traceId: noBytes,
    spanId: noBytes,
    traceState: "",
    attributes: [],
    droppedAttributesCount: 0,
    flags: 0,
  };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) link.traceId = reader.identifier(16, end);
    else if (tag === 18) link.spanId = reader.identifier(8, end);
    else if (tag === 26) link.traceState = reader.string(end);
    else if (tag === 34) link.attributes.push(decodeKeyValue(reader, reader.lengthEnd(end)));
    else if (tag === 40) link.droppedAttributesCount = reader.uint32(end);
    else if (tag === 53) link.flags = reader.fixed32(end);
    else skipUnknown(reader, tag, end, schemas.link);
  }
  return link;
}

function decodeStatus(reader: Reader, end: number, into: Status | undefined): Status {
  const status = into ?? { message: "", code: 0 };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 18) status.message = reader.string(end);
    else if (tag === 24) status.code = reader.int32(end);
    else skipUnknown(reader, tag, end, schemas.status);
  }
  return status;
}
