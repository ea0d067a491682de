import { errorMessage } from "../logging/error-fields.ts";
import type { InstanceId } from "../status/status-board.ts";

/** What went wrong while one instance stopped. */
export interface StopFailure {
  readonly instance: InstanceId;
  readonly error: unknown;
}

/** Not everything stopped cleanly; everything was told to stop all the same. */
export class ShutdownError extends AggregateError {
  readonly failures: readonly StopFailure[];

  constructor(failures: readonly StopFailure[]) {
    const of = (isExtension: boolean): readonly string[] =>
      failures
        .filter(({ instance }) => (instance.kind === "extension") === isExtension)
        .map(({ instance, error }) => `"${instance.id}" ${instance.kind}: ${errorMessage(error)}`);
    const lines = [
      ...of(false).map((line) => `failed to shutdown pipelines: ${line}`),
      ...of(true).map((line) => `failed to shutdown extensions: ${line}`),
    ];
    super(
      failures.map(({ error }) => error),
      lines.join("\n"),
    );
    this.name = "ShutdownError";
    this.failures = failures;
  }
}
