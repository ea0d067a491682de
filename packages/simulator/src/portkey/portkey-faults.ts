import { faultKinds } from "../faults.ts";

/**
 * What befalls an export job, and with it the bytes of its object: drawn when the job is created or started, since a
 * file that changed between two reads would be another fault (`object_changed`).
 */
export const jobFaults = [
  "job_failed",
  "job_stopped",
  "job_stuck",
  "job_vanished",
  "job_draft_again",
  "job_unknown_status",
  "short_page",
  "malformed_line",
  "blank_line",
  "oversize_line",
  "repeated_line",
  "unterminated",
  "oversize_object",
  "record_missing_field",
  "record_null_field",
  "record_text_number",
  "record_huge_field",
  "record_renamed_field",
] as const;

export type JobFault = (typeof jobFaults)[number];

/** What else may go wrong with Portkey alone: in answers, in links, and on the host of the objects. */
const ownFaults = [
  "bad_request",
  "gone",
  "throttled_until",
  "redirected",
  "lost",
  "unacknowledged",
  "wrong_shape",
  "broken_json",
  "renamed_field",
  "huge_field",
  "ignored_page",
  "repeated_row",
  "numeric_dimension",
  "foreign_link",
  "plain_link",
  "metadata_link",
  "short_link",
  "expired_link",
  "range_ignored",
  "range_shifted",
  "range_unlabelled",
  "forced_gzip",
  "object_changed",
] as const;

/** What may go wrong with one request to Portkey. */
export const portkeyFaultKinds = [...faultKinds, ...ownFaults, ...jobFaults] as const;

export type PortkeyFaultKind = (typeof portkeyFaultKinds)[number];

/** Whether it befalls a job. */
export function isJobFault(kind: PortkeyFaultKind | undefined): kind is JobFault {
  return kind !== undefined && (jobFaults as readonly string[]).includes(kind);
}

/** The drift of the records of a job that such faults befell; undefined: they are as they should be. */
export function recordDrift(faults: ReadonlySet<JobFault>): PortkeyFaultKind | undefined {
  for (const fault of faults) {
    const kind = portkeyFaultKinds.find((each) => `record_${each}` === fault);
    if (kind !== undefined) return kind;
  }
  return undefined;
}
