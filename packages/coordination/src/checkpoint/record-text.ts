import { fieldsOf, isObject, parseFields, type LaneRecord, type ParsedRecord } from "./lane-record.ts";

/** Fields may be added within a version; a newer version means something else by those that are there. */
export const recordVersion = 1;

/** What is wrong with a version. Undefined: nothing. */
export function wrongVersion(version: unknown): string | undefined {
  if (version === recordVersion) return undefined;
  return `its version is ${JSON.stringify(version)}, this program knows ${recordVersion}`;
}

/** A record as one line of JSON that says its version. */
export function formatRecord(record: LaneRecord): string {
  return JSON.stringify({ version: recordVersion, ...fieldsOf(record) });
}

/** The record of such a line, or what is wrong with it. Never throws. */
export function parseRecord(text: string): ParsedRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { wrong: "it is no JSON" };
  }
  if (!isObject(value)) return { wrong: "it has no fields" };
  const { version, ...fields } = value;
  const parsed = parseFields(fields);
  const newer = wrongVersion(version);
  if (newer !== undefined) return { wrong: newer, key: parsed.key };
  return "wrong" in parsed ? { ...parsed, wrong: `it has ${parsed.wrong}` } : parsed;
}
