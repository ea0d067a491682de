import { leaf, type Field, type FieldOptions } from "./field.ts";

export interface TextOptions extends FieldOptions<string> {
  /** Characters, at least. */
  readonly min?: number;
  /** Characters, at most. */
  readonly max?: number;
  /** JavaScript syntax with the `u` flag; anchor it to match the whole text. Give `expected` with it. */
  readonly pattern?: RegExp | string;
  /** Completes "must be …" when the pattern does not match, for example "a host name". */
  readonly expected?: string;
}

/** A text of any kind. */
export function text(options: TextOptions): Field<string, string> {
  const { min, max, pattern, expected } = options;
  return leaf(
    {
      type: "string",
      "x-type": "text",
      ...(min === undefined ? {} : { minLength: min }),
      ...(max === undefined ? {} : { maxLength: max }),
      ...(pattern === undefined ? {} : { pattern: typeof pattern === "string" ? pattern : pattern.source }),
      ...(expected === undefined ? {} : { "x-expected": expected }),
    },
    options,
    (value) => value as string,
  );
}
