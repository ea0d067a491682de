import { errorMessage } from "../logging/error-fields.ts";
import type { InstanceId } from "../status/status-board.ts";

/** Something did not start. Everything that had started was stopped again. */
export class StartError extends Error {
  /** The user's key: `["receivers", "otlp"]`. */
  readonly path: readonly string[];

  constructor(what: string, path: readonly string[], cause: unknown) {
    super(`${what}: ${errorMessage(cause)}`, { cause });
    this.name = "StartError";
    this.path = path;
  }
}

/** A component did not start, in otelcol's words. */
export function componentStartError({ kind, id }: InstanceId, cause: unknown): StartError {
  const what =
    kind === "extension"
      ? `failed to start extensions: failed to start extension "${id}"`
      : `cannot start pipelines: failed to start "${id}" ${kind}`;
  return new StartError(what, [`${kind}s`, id], cause);
}
