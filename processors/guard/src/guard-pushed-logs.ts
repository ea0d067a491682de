import type { LogRecord, LogsData } from "@genai-collector/pdata";
import { isContentText, strip, stripValue } from "./content-value.ts";
import { stripAround, type PushedPolicy } from "./pushed-policy.ts";

/** Strips content from logs, wherever attributes stand; bodies by policy. The records go on. In place. */
export function guardPushedLogs(data: LogsData, { recorders, dropBodies }: PushedPolicy): void {
  let stripped = 0;
  let bodies = 0;
  for (const { resource, scopeLogs } of data.resourceLogs) {
    stripped += stripAround(resource, scopeLogs);
    for (const { logRecords } of scopeLogs) {
      for (const record of logRecords) {
        stripped += strip(record.attributes);
        if (dropsBody(record, dropBodies)) {
          record.body = undefined;
          bodies++;
        } else if (record.body !== undefined) stripped += stripValue(record.body);
      }
    }
  }
  if (stripped > 0) recorders.stripped.record(stripped);
  if (bodies > 0) recorders.bodies_dropped.record(bodies);
}

/** JSON that names content goes whole, whatever the policy: no setting lets content through. */
function dropsBody({ body }: LogRecord, dropBodies: boolean): boolean {
  return body !== undefined && (dropBodies || isContentText(body));
}
