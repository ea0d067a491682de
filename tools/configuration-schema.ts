// The schema of a whole configuration file, which editors complete and check with.
import { builtinFactories } from "../packages/collector/src/components.ts";
import { configurationSchema } from "../packages/confmap/src/index.ts";
import type { Generated } from "./generated.ts";

/** `configs/schema.json`. */
export async function publishedSchema(): Promise<Generated[]> {
  return [{ path: "configs/schema.json", text: `${JSON.stringify(configurationSchema(builtinFactories), null, 2)}\n` }];
}
