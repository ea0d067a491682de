// Decoders of logs: opentelemetry-proto logs/v1/logs.proto.
import type { LogRecord, ResourceLogs, ScopeLogs } from "../data.ts";
import type { Reader } from "../wire/reader.ts";
import {
  decodeAnyValue,
  decodeKeyValue,
  decodeResource,
  decodeScope,
  emptyResource,
  skipUnknown,
} from "./decode-common.ts";
import { schemas } from "./schema.ts";

const noBytes = new Uint8Array();

/** The message that ends at `end`, its own tag and length read already. */
export function decodeResourceLogs(reader: Reader, end: number): ResourceLogs {
  const logs: ResourceLogs = { resource: emptyResource(), scopeLogs: [], schemaUrl: "" };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) decodeResource(reader, reader.lengthEnd(end), logs.resource);
    else if (tag === 18) logs.scopeLogs.push(decodeScopeLogs(reader, reader.lengthEnd(end)));
    else if (tag === 26) logs.schemaUrl = reader.string(end);
    else skipUnknown(reader, tag, end, schemas.resourceLogs);
  }
  return logs;
}

function decodeScopeLogs(reader: Reader, end: number): ScopeLogs {
  const logs: ScopeLogs = { scope: undefined, logRecords: [], schemaUrl: "" };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    if (tag === 10) logs.scope = decodeScope(reader, reader.lengthEnd(end), logs.scope);
    else if (tag === 18) logs.logRecords.push(decodeLogRecord(reader, reader.lengthEnd(end)));
    else if (tag === 26) logs.schemaUrl = reader.string(end);
    else skipUnknown(reader, tag, end, schemas.scopeLogs);
  }
  return logs;
}

function decodeLogRecord(reader: Reader, end: number): LogRecord {
  const record: LogRecord = {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: "",
    body: undefined,
    attributes: [],
    droppedAttributesCount: 0,
    flags: 0,
    traceId: noBytes,
    spanId: noBytes,
    eventName: "",
  };
  while (reader.pos < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case 9:
        record.timeUnixNano = reader.fixed64(end);
        break;
      case 16:
        record.severityNumber = reader.int32(end);
        break;
      case 26:
        record.severityText = reader.string(end);
        break;
      case 42:
        record.body = decodeAnyValue(reader, reader.lengthEnd(end), record.body);
        break;
      case 50:
        record.attributes.push(decodeKeyValue(reader, reader.lengthEnd(end)));
        break;
      case 56:
        record.droppedAttributesCount = reader.uint32(end);
        break;
      case 69:
        record.flags = reader.fixed32(end);
        break;
      case 74:
        record.traceId = reader.identifier(16, end);
        break;
      case 82:
        record.spanId = reader.identifier(8, end);
        break;
      case 89:
        record.observedTimeUnixNano = reader.fixed64(end);
        break;
      case 98:
        record.eventName = reader.string(end);
        break;
      default:
        skipUnknown(reader, tag, end, schemas.logRecord);
    }
  }
  return record;
}
