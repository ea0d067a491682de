import { createHash } from "node:crypto";
import { serviceConfig, type AnyFactory } from "@genai-collector/confmap";
import { registerValidator, type Validator } from "@genai-collector/config/schema/validate";

/** Beside this program where it was built; from sources, validators are compiled when they are first needed. */
const compiled = new URL("../precompiled-validators.js", import.meta.url).href;

/** Everything that a configuration of these components is checked against. */
export function schemasOf(factories: readonly AnyFactory[]): readonly object[] {
  return [serviceConfig.jsonSchema, ...factories.map((factory) => factory.config.jsonSchema)];
}

/**
 * The name under which a schema's validator is compiled. It says what is in the schema: a validator that is older than
 * its schema is not found, and not used.
 */
export function validatorName(schema: object): string {
  return `v_${createHash("sha256").update(JSON.stringify(schema)).digest("hex")}`;
}

/** Registers the validators that the build compiled: compiling them takes longer than everything else that a start does. */
export async function usePrecompiledValidators(factories: readonly AnyFactory[], from = compiled): Promise<void> {
  let validators: Readonly<Record<string, Validator | undefined>>;
  try {
    validators = (await import(/* @vite-ignore */ from)) as typeof validators;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return;
    throw error;
  }
  for (const schema of schemasOf(factories)) {
    const validator = validators[validatorName(schema)];
    if (validator !== undefined) registerValidator(schema, validator);
  }
}
