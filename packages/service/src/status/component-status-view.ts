import type { ComponentStatus } from "@genai-collector/component";
import { errorMessage } from "../logging/error-fields.ts";
import type { InstanceStatus } from "./status-board.ts";

/** An instance's state as components may see it: the error's message alone. Undefined before it has any. */
export function componentStatus({
  id,
  kind,
  pipelines,
  state,
  error,
  since,
  parts,
}: InstanceStatus): ComponentStatus | undefined {
  if (state === "none") return undefined;
  return {
    id,
    kind,
    pipeline: kind === "processor" ? pipelines[0] : undefined,
    pipelines,
    state,
    error: error === undefined ? undefined : errorMessage(error),
    at: since,
    parts: parts.length === 0 ? undefined : parts,
  };
}
