import { CollectorError } from "@genai-collector/component";
import type { Io } from "@genai-collector/polling";
import type { PortkeyInstruments } from "./telemetry.ts";

/** A quota does not come back within a minute. */
const quotaDelayMs = 300_000;

/**
 * Counts an answer that is flagged as over quota and throws `PORTKEY_QUOTA_EXCEEDED` (retryable, in five minutes). Such
 * an answer comes with status 200, and its numbers may be anything.
 */
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
