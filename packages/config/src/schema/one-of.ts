import { leaf, type Field, type FieldOptions } from "./field.ts";

export interface OneOfOptions<V> extends FieldOptions<V> {
  /** Whether `Normal` stands for `normal`, as for otelcol's metrics levels. */
  readonly ignoreCase?: boolean;
}

/** One of a closed list of texts. */
export function oneOf<const V extends string>(values: readonly V[], options: OneOfOptions<NoInfer<V>>): Field<V, V> {
  return leaf(
    { type: "string", enum: values, ...(options.ignoreCase === true ? { "x-ignore-case": true } : {}) },
    options,
    (value) => value as V,
  );
}
