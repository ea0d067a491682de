import { errorMessage } from "../logging/error-fields.ts";
import type { InstanceId } from "../status/status-board.ts";

/** A component did not start. Everything that had started was stopped again. */
export class StartError extends Error {
  readonly instance: InstanceId;
  /** The user's key: `["receivers", "otlp"]`. */
  readonly path: readonly string[];

  constructor(instance: InstanceId, cause: unknown) {
    const what = `"${instance.id}" ${instance.kind}`;
    const prefix =
      instance.kind === "extension"
        ? `failed to start extensions: failed to start extension "${instance.id}"`
        : `cannot start pipelines: failed to start ${what}`;
    super(`${prefix}: ${errorMessage(cause)}`, { cause });
    this.name = "StartError";
    this.instance = instance;
    this.path = [`${instance.kind}s`, instance.id];
  }
}
