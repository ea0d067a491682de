import type { LogRecord } from "../data.ts";
import { compareUtf8 } from "./compare-utf8.ts";
import { labelKey } from "./label-key.ts";

interface Keyed {
  readonly record: LogRecord;
  /** Made for records that nothing before it tells apart: it costs more than all the rest. */
  labels: string | undefined;
}

/** Sorts by time, severity text, attributes, trace; in place, and equal ones keep their order. Attributes are sorted. */
export function sortRecords(records: LogRecord[]): void {
  if (records.length < 2) return;
  const keyed = records.map((record): Keyed => ({ record, labels: undefined }));
  keyed.sort(compare);
  for (let i = 0; i < keyed.length; i++) records[i] = keyed[i]!.record;
}

function compare(a: Keyed, b: Keyed): number {
  const [x, y] = [a.record, b.record];
  if (x.timeUnixNano !== y.timeUnixNano) return x.timeUnixNano < y.timeUnixNano ? -1 : 1;
  const bySeverity = compareUtf8(x.severityText ?? "", y.severityText ?? "");
  if (bySeverity !== 0) return bySeverity;
  a.labels ??= labelKey(x.attributes);
  b.labels ??= labelKey(y.attributes);
  return compareUtf8(a.labels, b.labels) || compareBytes(x.traceId, y.traceId);
}

/** Byte by byte; what is missing, or ends first, comes first. */
function compareBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  const [x, y] = [a ?? none, b ?? none];
  const length = Math.min(x.length, y.length);
  for (let i = 0; i < length; i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return x.length - y.length;
}

const none = new Uint8Array();
