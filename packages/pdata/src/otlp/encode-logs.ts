// Encoders of logs, fields last to first (see encode-common.ts).
import type { LogRecord, ResourceLogs, ScopeLogs } from "../data.ts";
import type { ReverseWriter } from "../wire/reverse-writer.ts";
import {
  encodeAnyValue,
  encodeAttributes,
  encodeResource,
  encodeScope,
  isBytes,
  isSet,
  isSet64,
  isText,
} from "./encode-common.ts";

/** One `ResourceLogs` with its tag (field 1 of a request) and length. */
export function writeResourceLogs(writer: ReverseWriter, logs: ResourceLogs): void {
  const before = writer.length;
  if (isText(logs.schemaUrl)) writer.string(26, logs.schemaUrl);
  for (let i = logs.scopeLogs.length - 1; i >= 0; i--) writeScopeLogs(writer, logs.scopeLogs[i]!);
  encodeResource(writer, logs.resource);
  writer.close(10, before);
}

function writeScopeLogs(writer: ReverseWriter, logs: ScopeLogs): void {
  const before = writer.length;
  if (isText(logs.schemaUrl)) writer.string(26, logs.schemaUrl);
  for (let i = logs.logRecords.length - 1; i >= 0; i--) writeLogRecord(writer, logs.logRecords[i]!);
  encodeScope(writer, logs.scope);
  writer.close(18, before);
}

function writeLogRecord(writer: ReverseWriter, record: LogRecord): void {
  const before = writer.length;
  if (isText(record.eventName)) writer.string(98, record.eventName);
  if (isSet64(record.observedTimeUnixNano)) writer.fixed64(89, record.observedTimeUnixNano);
  if (isBytes(record.spanId)) writer.bytes(82, record.spanId);
  if (isBytes(record.traceId)) writer.bytes(74, record.traceId);
  if (isSet(record.flags)) writer.fixed32(69, record.flags);
  if (isSet(record.droppedAttributesCount)) writer.uint32(56, record.droppedAttributesCount);
  encodeAttributes(writer, 50, record.attributes);
  if (record.body !== undefined) encodeAnyValue(writer, 42, record.body);
  if (isText(record.severityText)) writer.string(26, record.severityText);
  if (isSet(record.severityNumber)) writer.int32(16, record.severityNumber);
  if (isSet64(record.timeUnixNano)) writer.fixed64(9, record.timeUnixNano);
  writer.close(18, before);
}
