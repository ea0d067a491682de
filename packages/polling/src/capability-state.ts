import { isAborted, isCollectorError } from "@genai-collector/component";
import { sourceStatus } from "./source-error.ts";

/**
 * What one endpoint of a source gives us (delivery.md §15.1).
 *
 * - `absent`: the source does not have it.
 * - `plan`: the plan that was paid for does not include it.
 * - `permission`: our credentials, or our own rules, do not allow it.
 * - `schema_changed`: what is asked or answered is no longer what we know.
 * - `transient`: it does not work now, and may later.
 * - `no_data`: it works, and held nothing for an hour.
 * - `healthy`: it works.
 */
export type CapabilityState = (typeof capabilityStates)[number];

/** From what a human must see to first, to what is well. */
export const capabilityStates = [
  "permission",
  "plan",
  "absent",
  "schema_changed",
  "transient",
  "healthy",
  "no_data",
] as const;

const absentStatuses = new Set([404, 405, 410, 501]);

/** What a failed request says of its endpoint; undefined: nothing, as it was given up, or is a bug of ours. */
export function capabilityOfError(error: unknown): CapabilityState | undefined {
  if (!isCollectorError(error) || isAborted(error)) return undefined;
  const status = sourceStatus(error);
  if (status !== undefined && absentStatuses.has(status)) return "absent";
  if (status === 402) return "plan";
  if (status === 401 || status === 403) return "permission";
  switch (error.kind) {
    case "retryable":
    case "refused":
      return "transient";
    case "malformed":
      return "schema_changed";
    case "misconfigured":
      // An answer that is a refusal of what we ask; without one, our own rules kept the request back.
      return status === undefined ? "permission" : "schema_changed";
    case "gap":
      return undefined;
  }
}
