// What polling receivers make when everything is on: their own traits, for the tables of series and log fields.
import { existsSync, readFileSync } from "node:fs";
import { builtinFactories } from "../packages/collector/src/components.ts";
import type { LoopTraits, ReceiverTraits } from "../packages/component/src/index.ts";
import { validateConfig } from "../packages/config/src/schema/validate.ts";
import type { AnyFactory } from "../packages/confmap/src/index.ts";

/** One polling receiver, with every loop that it has. */
export interface PolledReceiver {
  readonly type: string;
  readonly loops: readonly LoopTraits[];
  /** What `loopNames` declares. */
  readonly loopNames: readonly string[];
}

/** Every polling receiver that the program ships with. Throws where one has no configuration that turns all on. */
export function polledReceivers(): readonly PolledReceiver[] {
  return builtinFactories.flatMap((factory) => {
    const loopNames = loopNamesOf(factory);
    if (loopNames === undefined) return [];
    return [{ type: factory.type, loopNames, loops: traitsOf(factory).loops ?? [] }];
  });
}

/** Undefined: it does not poll. */
function loopNamesOf({ kind, instruments }: AnyFactory): readonly string[] | undefined {
  return kind === "receiver" ? instruments?.["lag"]?.attributes?.["loop"] : undefined;
}

function traitsOf(factory: AnyFactory): ReceiverTraits {
  const path = `receivers/${factory.type}/everything.json`;
  if (!existsSync(path)) throw new Error(`${path} is not there: expected a configuration that turns every loop on`);
  const checked = validateConfig(factory.config, JSON.parse(readFileSync(path, "utf8")));
  if ("config" in checked) return factory.traits!(checked.config) as ReceiverTraits;
  const problems = checked.problems.map((problem) => `${problem.path.join("::")} ${problem.message}`);
  throw new Error(`${path}: ${problems.join("; ")}`);
}
