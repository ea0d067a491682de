import type { AnyFactory } from "@genai-collector/confmap";
import { builtinOnDemand } from "./shipped-components.ts";

/** Everything that the program ships with, loaded: for tools and tests. */
export const builtinFactories: readonly AnyFactory[] = await builtinOnDemand.all();
