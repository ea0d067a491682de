import { leaf, type Field, type FieldOptions } from "./field.ts";

export interface NumberOptions extends FieldOptions<number> {
  /** The smallest value. */
  readonly min?: number;
  /** The largest value. */
  readonly max?: number;
}

/** A whole number that is not negative, unless `min` says otherwise. At most 2^53 − 1. */
export function count(options: NumberOptions): Field<number, number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  return leaf({ type: "integer", "x-type": "count", minimum: min, maximum: max }, options, Number);
}

/** A number with or without a fraction. */
export function number(options: NumberOptions): Field<number, number> {
  const { min, max } = options;
  return leaf(
    {
      type: "number",
      "x-type": "number",
      ...(min === undefined ? {} : { minimum: min }),
      ...(max === undefined ? {} : { maximum: max }),
    },
    options,
    Number,
  );
}
