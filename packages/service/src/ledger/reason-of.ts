import { isAborted, isCollectorError } from "@genai-collector/component";

/** Why items were not taken, in one word of a closed list: the error's kind, given up, or a bug. */
export function reasonOf(error: unknown): string {
  if (isAborted(error)) return "aborted";
  return isCollectorError(error) ? error.kind : "bug";
}
