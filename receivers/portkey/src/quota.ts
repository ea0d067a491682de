import { CollectorError } from "@genai-collector/component";
import type { Io } from "@genai-collector/polling";
import type { PortkeyInstruments } from "./telemetry.ts";

/** A quota does not come back within a minute. */
const quotaDelayMs = 300_000;

/** Whether an answer is flagged: it comes with status 200, and its numbers may be anything. Absent means no. */
export function isOverQuota(answer: unknown): boolean {
  return (answer as { readonly is_quota_exceeded?: unknown } | null)?.is_quota_exceeded === true;
}

/** Counts a flagged answer and throws `PORTKEY_QUOTA_EXCEEDED` (retryable, in five minutes): it must not be used. */
export function refuseOverQuota(
  isFlagged: boolean,
  what: string,
  io: Pick<Io<PortkeyInstruments>, "instruments">,
): void {
  if (!isFlagged) return;
  io.instruments.quota_exceeded.record(1);
  throw new CollectorError("PORTKEY_QUOTA_EXCEEDED", `${what}: the answer is flagged as over quota`, {
    kind: "retryable",
    retryAfterMs: quotaDelayMs,
  });
}
