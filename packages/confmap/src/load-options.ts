import type { Environment } from "./providers/env.ts";
import type { ReadFile } from "./providers/file.ts";

/** The doors that reading a configuration needs. */
export interface LoadOptions {
  readonly env: Environment;
  readonly readFile: ReadFile;
  /** `path=value` options, laid over the locations in their order. */
  readonly set?: readonly string[];
}
