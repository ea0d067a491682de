import type { Coverage } from "@genai-collector/component";
import type { LogRecord, LogsData, Resource } from "@genai-collector/pdata";
import { isContent, isGray } from "./content-floor.ts";
import { holdsContent } from "./content-value.ts";
import { Drops, type DropReason } from "./drops.ts";
import { budgetReason, isIdentity, labelReason, stripFrame, type PolledPolicy } from "./polled-policy.ts";

/** Which loop made the records, and what it released. */
export interface LogsOrigin {
  readonly coverage: Coverage;
  readonly released: ReadonlySet<string>;
}

/** Polled logs: no bodies; a record with content in any attribute goes whole. In place (delivery.md §8.2). */
export function guardPolledLogs(data: LogsData, policy: PolledPolicy, origin: LogsOrigin): void {
  const drops = new Drops();
  let stripped = 0;
  let bodies = 0;
  for (const { resource, scopeLogs } of data.resourceLogs) {
    stripped += stripFrame(resource, scopeLogs);
    const reason = streamReason(resource, policy, origin);
    for (const scope of scopeLogs) {
      for (const record of scope.logRecords) {
        if (record.body !== undefined) bodies++;
        record.body = undefined;
      }
      scope.logRecords = scope.logRecords.filter((record) => drops.keeps(reason ?? recordReason(record, origin)));
    }
  }
  dropEmptyLogs(data);
  drops.record("logs", policy);
  if (stripped > 0) policy.recorders.stripped.record(stripped);
  if (bodies > 0) policy.recorders.bodies_dropped.record(bodies);
}

function recordReason({ attributes, eventName }: LogRecord, { released }: LogsOrigin): DropReason | undefined {
  if (isContent(eventName ?? "") || attributes.some(holdsContent)) return "content";
  return attributes.some(({ key }) => isGray(key) && !released.has(key)) ? "unreleased" : undefined;
}

/**
 * Why no record of a resource may leave. Its attributes become a stream: they are allow-listed and counted like labels,
 * apart for each loop.
 */
function streamReason(resource: Resource, policy: PolledPolicy, origin: LogsOrigin): DropReason | undefined {
  if (resource.attributes.some(holdsContent)) return "content";
  if (resource.attributes.length > policy.maxStreamLabelKeys) return "stream_labels";
  const indexed = resource.attributes.filter((attribute) => !isIdentity(attribute));
  const { receiver, loop, pass } = origin.coverage;
  const series = JSON.stringify([receiver, loop, pass]);
  return labelReason(indexed, policy, origin.released) ?? budgetReason(series, indexed, policy);
}

function dropEmptyLogs(data: LogsData): void {
  for (const resource of data.resourceLogs)
    resource.scopeLogs = resource.scopeLogs.filter((scope) => scope.logRecords.length > 0);
  data.resourceLogs = data.resourceLogs.filter((resource) => resource.scopeLogs.length > 0);
}
