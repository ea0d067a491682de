import type { JsonSchema } from "./json-schema.ts";

/** Reports a problem at a path below the value that is read; `[]` is the value itself. */
export type Report = (path: readonly string[], message: string) => void;

/**
 * One configuration value, as the builders declare it: its JSON Schema and how it becomes `T`. `R` is what a default
 * looks like, which is what a user would write.
 */
export interface Field<out T, out R = unknown> {
  readonly jsonSchema: JsonSchema;
  /** Whether the key may be left out. */
  readonly presence: "required" | "defaulted" | "optional";
  /** Other spellings of the key that still work. */
  readonly aliases: readonly string[];
  /**
   * Decodes what the JSON Schema let through; `undefined` stands for an absent key. What it returns after a report is
   * not used.
   */
  read(value: unknown, report: Report): T;
  /** Never set: carries the type of a default. */
  readonly raw?: R;
}

/** What every builder takes. */
export interface FieldOptions<R> {
  /** A sentence for the README's table and for editors. Units, meaning, cost. */
  readonly doc: string;
  /** Stands when the key is absent or null. Without one, the key is required (see `optional`). */
  readonly default?: R | undefined;
  /** Other spellings of the key. They are accepted with a warning. */
  readonly aliases?: readonly string[] | undefined;
  /** What to write instead. The key is accepted with a warning that says so. */
  readonly deprecated?: string | undefined;
}

/**
 * Stands where a value was found to be wrong, so that the rest can still be decoded and all problems be told at once.
 * Fields that hold other fields leave it out, and then skip their checks.
 */
export const broken: unique symbol = Symbol("broken");

/** Whether something below `value` was found to be wrong. */
export function holdsBroken(value: unknown): boolean {
  if (value === broken) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsBroken);
}

/** Builds a leaf: `schema` is its JSON Schema without description and default, `read` gets the value or the default. */
export function leaf<T, R>(
  schema: JsonSchema,
  options: FieldOptions<R>,
  read: (value: unknown, report: Report) => T,
): Field<T, R> {
  const field: Field<T, R> = {
    jsonSchema: described(schema, options),
    presence: options.default === undefined ? "required" : "defaulted",
    aliases: options.aliases ?? [],
    read: (value, report) => read(value ?? options.default, report),
  };
  if (options.default !== undefined) assertDefault(field, options.default);
  return field;
}

/** Adds description, default and deprecation to a schema. */
export function described(schema: JsonSchema, options: FieldOptions<unknown>): JsonSchema {
  return {
    ...schema,
    description: options.doc,
    ...(options.default === undefined ? {} : { default: options.default }),
    ...(options.deprecated === undefined ? {} : { deprecated: true, "x-deprecated": options.deprecated }),
  };
}

/** A default that does not decode is the author's mistake, and found where it is written. */
function assertDefault(field: Field<unknown>, value: unknown): void {
  field.read(value, (path, message) => {
    const place = path.length === 0 ? "" : ` at ${path.join("::")}`;
    throw new TypeError(`the default ${JSON.stringify(value)} is not valid${place}: ${message}`);
  });
}
