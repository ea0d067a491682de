import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const workspace = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/** The program as it ships: built JavaScript. */
export const collectorProgram = join(workspace, "packages", "collector", "dist", "cli.js");

/** A file of `test/e2e/testdata`. */
export function testdata(name: string): string {
  return join(workspace, "test", "e2e", "testdata", name);
}
