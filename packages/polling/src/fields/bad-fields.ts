import { CollectorError } from "@genai-collector/component";

/** A declaration that cannot work: found when it is made, before anything is polled. */
export function badFields(problem: string): CollectorError {
  return new CollectorError("POLLING_BAD_FIELDS", problem, { kind: "misconfigured" });
}
