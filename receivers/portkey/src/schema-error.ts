import { CollectorError } from "@genai-collector/component";

/**
 * `PORTKEY_SCHEMA` (malformed): an answer is not what it was when this was written, and asking again does not help.
 * `what` is what was asked, `problem` what was expected and found: neither holds anything of the answer.
 */
export function schemaError(what: string, problem: string): CollectorError {
  return new CollectorError("PORTKEY_SCHEMA", `${what}: ${problem}`, { kind: "malformed" });
}
