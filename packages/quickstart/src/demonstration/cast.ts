import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { effectiveConfig, typeOf, type EffectiveConfig } from "./effective-config.ts";
import type { Cast, SimulatedReceiver } from "./demonstration-stage.ts";
import { neededVariables } from "./needed-variables.ts";
import { platforms } from "./platforms.ts";

/**
 * Reads the files as the collector does, with something in every variable that they cannot do without, and finds out
 * which platforms they poll. Rejects with what is wrong with them, or when there is nothing to simulate.
 */
export async function castOf(files: readonly string[], env: NodeJS.ProcessEnv, folder: string): Promise<Cast> {
  const unset = files.flatMap(neededOf).filter((name) => env[name] === undefined);
  const filled = { ...env, ...Object.fromEntries(unset.map((name) => [name, "simulated"])) };
  const config = await effectiveConfig(files, filled);
  return { files, config, receivers: receiversOf(config, files), env: filled, folder };
}

/** A file that cannot be read is the collector's to complain about. */
function neededOf(file: string): readonly string[] {
  try {
    return neededVariables(readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}

/** The receivers whose platforms can be simulated. Throws where there is none, or two of one platform. */
export function receiversOf(
  { receivers }: Pick<EffectiveConfig, "receivers">,
  files: readonly string[],
): readonly SimulatedReceiver[] {
  const ids = Object.keys(receivers);
  const names = files.map((file) => basename(file)).join(", ");
  const found = ids.flatMap((id) => {
    const platform = platforms.find(({ type }) => type === typeOf(id));
    return platform === undefined ? [] : [{ id, platform }];
  });
  const known = platforms.map(({ type }) => type).join(" or ");
  if (found.length === 0)
    throw new Error(
      `${names}: no receiver whose platform can be simulated: expected ${known}, found ${ids.join(", ")}`,
    );
  for (const { type } of platforms) {
    const same = found.filter(({ platform }) => platform.type === type).map(({ id }) => id);
    if (same.length > 1)
      throw new Error(
        `${names}: ${same.join(" and ")} would poll one simulated platform: expected one ${type} receiver`,
      );
  }
  return found;
}
