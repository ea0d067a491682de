/** A record's severity in OTLP; number 0 and no text where nothing is known. */
export interface Severity {
  readonly number: number;
  readonly text: string | undefined;
}

const unknown: Severity = { number: 0, text: undefined };
const info: Severity = { number: 9, text: "INFO" };
const warn: Severity = { number: 13, text: "WARN" };
const error: Severity = { number: 17, text: "ERROR" };

/** What the status of the gateway's answer says of a request (portkey.md §4.11). */
export function severityOf(statusCode: number | undefined): Severity {
  if (statusCode === undefined || statusCode < 100 || statusCode >= 600) return unknown;
  if (statusCode < 400) return info;
  return statusCode < 500 ? warn : error;
}
