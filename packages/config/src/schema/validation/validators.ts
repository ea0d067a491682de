import type { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonSchema } from "../json-schema.ts";
import type { SchemaError } from "./explain.ts";
import { loadAjv } from "./load-ajv.ts";

/** A compiled JSON Schema, as ajv makes them: what it found is on the function. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

const known = new WeakMap<object, Validator>();

/** ajv as this package uses it: every error, regular expressions with the `u` flag, `x-` keywords left alone. */
export function createAjv(code: { readonly source: boolean }): Ajv2020 {
  const { Ajv2020: Ajv } = loadAjv();
  return new Ajv({
    allErrors: true,
    strict: false,
    strictNumbers: true,
    unicodeRegExp: true,
    logger: false,
    code: { source: code.source, esm: true },
  });
}

let ajv: Ajv2020 | undefined;

/** The validator of a schema: the registered one, or one that is compiled now and kept. */
export function validatorFor(schema: JsonSchema): Validator {
  let validator = known.get(schema);
  if (validator === undefined) {
    ajv ??= createAjv({ source: false });
    validator = ajv.compile(schema) as Validator;
    known.set(schema, validator);
  }
  return validator;
}

/** Uses a validator that was compiled at build time (see `compileValidators`) for a schema. */
export function registerValidator(schema: object, validator: Validator): void {
  known.set(schema, validator);
}
