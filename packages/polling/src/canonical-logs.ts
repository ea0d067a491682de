import type { Instant, LogRecord, Logs } from "@genai-collector/component";
import { canonicaliseLogs, encodeResourceLogs, logsFromRanges, type ResourceLogs } from "@genai-collector/pdata";
import { polledScope, stringAttributes } from "./canonical-metrics.ts";
import type { Labels, PolledRecord } from "./sample.ts";

export interface CanonicalLogsOptions {
  readonly resource: Labels;
  /** The end of the window and its settle time: the same in every replica and attempt, unlike the time of the poll. */
  readonly observedAt: Instant;
}

/**
 * The same records, in any order, give the same bytes: one `ResourceLogs` for each set of resource attributes. Takes the
 * records over: their attributes are sorted in place.
 */
export function canonicalLogs(records: readonly PolledRecord[], options: CanonicalLogsOptions): Logs {
  const observedTimeUnixNano = BigInt(options.observedAt) * 1_000_000n;
  const resources = new Map<string, { attributes: Labels; logRecords: LogRecord[] }>();
  for (const { resource, ...record } of records) {
    const attributes = { ...options.resource, ...resource };
    const key = JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = resources.get(key) ?? { attributes, logRecords: [] };
    resources.set(key, group);
    group.logRecords.push({ ...record, observedTimeUnixNano });
  }
  const data = { resourceLogs: [...resources.values()].map(resourceLogs) };
  canonicaliseLogs(data);
  return logsFromRanges(data.resourceLogs.map((logs) => ({ bytes: encodeResourceLogs(logs) })));
}

function resourceLogs(group: { readonly attributes: Labels; readonly logRecords: LogRecord[] }): ResourceLogs {
  return {
    resource: { attributes: stringAttributes(group.attributes) },
    scopeLogs: [{ scope: { name: polledScope }, logRecords: group.logRecords }],
  };
}
