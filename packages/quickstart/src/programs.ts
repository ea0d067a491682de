import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const workspace = join(here, "..", "..", "..");

/** The arguments that make Node run a program of the workspace: built where it is built, else from its sources. */
export function programArgs(packageFolder: string, file: string): string[] {
  const built = join(workspace, packageFolder, "dist", `${file}.js`);
  if (existsSync(built) && import.meta.filename.endsWith(".js")) return [built];
  return ["--conditions=genai-collector-source", join(workspace, packageFolder, "src", `${file}.ts`)];
}

/** The configuration that the quick start runs. */
export const configFile = join(workspace, "configs", "quickstart.yaml");
