import { isCollectorError } from "@genai-collector/component";

/** The error that a promise rejects with; one that says so where it resolves. */
export function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => new Error(`expected a failure, found ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}

/** All that a log line could have of an error. */
export function shown(error: unknown): string {
  const cause = isCollectorError(error) ? error.cause : undefined;
  return `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack} ${String(cause)} ${JSON.stringify(cause)}`;
}
