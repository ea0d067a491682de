import type { ConfigSpec } from "@genai-collector/component";
import type { JsonSchema } from "./json-schema.ts";
import { checkConfig, type Checked } from "./validation/check-config.ts";
import { validatorFor } from "./validation/validators.ts";

export { closest } from "./validation/closest.ts";
export { compileValidators } from "./validation/compile-validators.ts";
export type { Checked } from "./validation/check-config.ts";
export type { ConfigProblem, ConfigWarning } from "./validation/config-problem.ts";
export { Substituted } from "./validation/substituted.ts";
export { registerValidator, type Validator } from "./validation/validators.ts";

/**
 * Checks a raw configuration (plain values as YAML gives them, `Substituted` where a reference stood) and decodes it.
 * Tells every problem at once, in plain words, at the path as the user spelt it.
 */
export function validateConfig<C>(spec: ConfigSpec<C>, raw: unknown): Checked<C> {
  return checkConfig(spec, raw, validatorFor(spec.jsonSchema as JsonSchema));
}
