import { planted } from "../planted.ts";
import { parseTime } from "./micro-time.ts";
import type { ApiRecord } from "./run-record.ts";

const renamed: Readonly<Record<string, string>> = { session_id: "project_id" };
const timeFields = ["start_time", "end_time", "first_token_time", "trace_min_start_time", "trace_max_start_time"];
const costFields = ["total_cost", "prompt_cost", "completion_cost"];
const absent = ["execution_order", "inserted_at", "messages"];

/** The v2 record of what v1 says: other names, zones on times, numbers for costs, and fields that v1 lacks. */
export function runRecordV2(v1: ApiRecord): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(v1)) {
    if (absent.includes(name)) continue;
    record[renamed[name] ?? name] = convert(name, value);
  }
  const [start, end] = [parseTime(record["start_time"]), parseTime(record["end_time"])];
  return {
    ...record,
    latency_seconds: start === undefined || end === undefined ? null : (end - start) / 1e6,
    is_root: v1["parent_run_id"] === null,
    ls_user_id: planted.person,
    share_url: `https://share.example/${planted.secret}`,
    metadata: { user: planted.person, question: planted.content },
    attachments: { "scan.png": { presigned_url: `https://blobs.example/${planted.secret}` } },
  };
}

/** `selects` of a v2 record: as its fields, in upper case. */
export function selectV2(record: ApiRecord, selects: readonly string[]): ApiRecord {
  const names = new Set(["id", ...selects.map((each) => each.toLowerCase())]);
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
}

function convert(name: string, value: unknown): unknown {
  if (costFields.includes(name)) return value === null ? null : Number(value);
  if (typeof value !== "string") return value;
  if (timeFields.includes(name)) return `${value}Z`;
  // v2 knows no interruption.
  if (name === "status") return value.toUpperCase().replace("INTERRUPTED", "ERROR");
  if (name === "run_type") return value.toUpperCase();
  return value;
}
