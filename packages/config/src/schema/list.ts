import { broken, leaf, type Field, type FieldOptions, type Report } from "./field.ts";

export interface ListOptions<R> extends FieldOptions<readonly R[]> {
  /** Items, at least. */
  readonly min?: number;
  /** Items, at most. */
  readonly max?: number;
  /** Whether equal items are refused. */
  readonly unique?: boolean;
}

/** A list. Lists of texts may also be written as one text with commas, as otelcol accepts them. */
export function list<T, R>(item: Field<T, R>, options: ListOptions<NoInfer<R>>): Field<readonly T[], readonly R[]> {
  const commas = item.jsonSchema.type === "string";
  const { min, max, unique } = options;
  return leaf(
    {
      type: commas ? ["array", "string"] : "array",
      items: item.jsonSchema,
      ...(commas ? { "x-comma-separated": true } : {}),
      ...(min === undefined ? {} : { minItems: min }),
      ...(max === undefined ? {} : { maxItems: max }),
      ...(unique === true ? { uniqueItems: true } : {}),
    },
    options,
    (value, report) => readItems(item, value as readonly unknown[], report),
  );
}

function readItems<T>(item: Field<T>, values: readonly unknown[], report: Report): readonly T[] {
  return values.flatMap((value, index) =>
    value === broken ? [] : [item.read(value, (path, message) => report([String(index), ...path], message))],
  );
}
