import type { TrueRecord } from "@genai-collector/simulator";
import type { ReceivedRecord, Typed } from "./received.ts";

/** Identifiers leave as they are where they are visible ASCII and not too long; others do not leave. */
const identifier = /^[\x21-\x7e]{1,128}$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a record of the default configuration must say of a request: attributes of the resource and its own. */
export function attributesOfLog({ id, fields }: TrueRecord): ReadonlyMap<string, Typed> {
  const attributes = new Map<string, Typed>([
    ["source", "string portkey"],
    ["id", `string ${id}`],
    ["response_status_code", `string ${fields["response_status_code"]}`],
    ["cost_usd", `double ${(fields["cost"] as number) / 100}`],
    ["response_time_ms", `double ${fields["response_time"]}`],
    ["req_units", `int ${fields["req_units"]}`],
    ["res_units", `int ${fields["res_units"]}`],
    ["total_units", `int ${fields["total_units"]}`],
    ["cache_status", `string ${fields["cache_status"]}`],
  ]);
  for (const name of ["ai_model", "ai_org", "prompt_id", "prompt_slug", "prompt_version_id", "trace_id"]) {
    const value = fields[name];
    if (typeof value === "string" && identifier.test(value)) attributes.set(name, `string ${value}`);
  }
  return attributes;
}

/** What is wrong with a record; undefined: nothing. */
export function wrongInLog(record: ReceivedRecord, truth: TrueRecord, identity: readonly string[]): string | undefined {
  const { fields } = truth;
  const traceId = String(fields["trace_id"]);
  const status = fields["response_status_code"] as number;
  return (
    differing("time", record.timeNanos, BigInt(truth.time) * 1_000_000n) ??
    differing("severity", record.severity, status < 400 ? "9 INFO" : status < 500 ? "13 WARN" : "17 ERROR") ??
    differing("trace id", record.traceId, uuid.test(traceId) ? traceId.replaceAll("-", "").toLowerCase() : "") ??
    differing("body", record.hasBody, false) ??
    differingAttribute(record.attributes, attributesOfLog(truth), identity)
  );
}

/** The first attribute that is not as it must be, or that nobody expects. `others`: names that may be there, too. */
export function differingAttribute(
  found: ReadonlyMap<string, Typed>,
  expected: ReadonlyMap<string, Typed>,
  others: readonly string[],
): string | undefined {
  for (const [name, value] of expected) {
    const wrong = differing(name, found.get(name), value);
    if (wrong !== undefined) return wrong;
  }
  for (const [name, value] of found)
    if (!expected.has(name) && !others.includes(name)) return `${name} is ${value}, and nobody expects it`;
  return undefined;
}

/** In words. */
export function differing(what: string, found: unknown, expected: unknown): string | undefined {
  return found === expected ? undefined : `${what} is ${String(found)}; ${String(expected)} is true`;
}
