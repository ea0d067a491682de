import { leaf, type Field, type FieldOptions } from "./field.ts";

/** `true` or `false`. */
export function flag(options: FieldOptions<boolean>): Field<boolean, boolean> {
  return leaf({ type: "boolean", "x-type": "flag" }, options, (value) => value as boolean);
}
