import { formatWarning, warningAtPath, type Configuration } from "@genai-collector/confmap";
import { StartError } from "@genai-collector/service";

/** What kept a component from starting, with the place of that component in the configuration's files. */
export class StartFailure extends Error {
  constructor({ tree }: Pick<Configuration, "tree">, cause: StartError) {
    super(formatWarning(warningAtPath(tree, cause.path, cause.message)), { cause });
    this.name = "StartFailure";
  }
}

/** `error` with its place, where it is known; else as it is. */
export function locatedStartError(configuration: Pick<Configuration, "tree">, error: unknown): unknown {
  return error instanceof StartError ? new StartFailure(configuration, error) : error;
}
